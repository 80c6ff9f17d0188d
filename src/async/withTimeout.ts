import {BusError} from '../values/busError';

/** The answer, or a rejection that says so when there is none in time. */
export function withTimeout<T>(answer: Promise<T>, limitMs: number, pending: string): Promise<T> {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(
            () => reject(new BusError('timeout', `${pending} within ${limitMs / 1000} seconds.`)),
            limitMs,
        );
        answer.then(resolve, reject).finally(() => clearTimeout(timer));
    });
}
