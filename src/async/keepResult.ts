/** Returns a function that loads at its first call and keeps the result. After a failure the next call loads again. */
export function keepResult<T>(load: () => Promise<T>): () => Promise<T> {
    let result: Promise<T> | undefined;
    return () => {
        result ??= load().catch((reason) => {
            result = undefined;
            throw reason;
        });
        return result;
    };
}
