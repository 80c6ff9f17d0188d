/** Makes a function that runs tasks one after another, in the order given. A task that fails does not stop the next. */
export function serialize(): <T>(task: () => Promise<T>) => Promise<T> {
    let last: Promise<unknown> = Promise.resolve();
    return (task) => {
        const result = last.then(task, task);
        last = result;
        return result;
    };
}
