import {BusError} from '../values/busError';

/** Calls a client library. What that throws or rejects with becomes a BusError, whose message begins with the prefix. */
export async function withOurErrors<T>(call: () => T | Promise<T>, prefix = ''): Promise<T> {
    try {
        return await call();
    } catch (reason) {
        // A file that a connected page has already.
        const {libraryProblem} = await import(/* webpackChunkName: "apis" */ './libraryProblem');
        const {code, message} = libraryProblem(reason);
        throw new BusError(code, prefix + message);
    }
}
