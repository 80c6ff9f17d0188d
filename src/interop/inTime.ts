// As long as a user may take to answer a question of the browser, or a container to start a window.
const limitMs = 60000;

/** The answer, or a rejection that says so when there is none in time. */
export function inTime<T>(answer: Promise<T>, pending: string): Promise<T> {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${pending} within ${limitMs / 1000} seconds.`)), limitMs);
        answer.then(resolve, reject).finally(() => clearTimeout(timer));
    });
}
