/** Returns a function that runs its tasks one after another, however each one ends, and settles as its task does. */
export function serialize(): <T>(task: () => Promise<T>) => Promise<T> {
    let earlier: Promise<unknown> = Promise.resolve();
    return (task) => {
        const result = earlier.then(task);
        earlier = result.catch(() => undefined);
        return result;
    };
}
