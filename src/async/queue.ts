/** First in, first out, one at a time: the next item is handled when the promise of the previous one has settled. */
export interface Queue<Item> {
    push: (item: Item) => void;
    /** Removes the first items that wait, as long as `predicate` holds. */
    takeWhile: (predicate: (item: Item) => boolean) => Item[];
    /** Puts items that were taken too early before all others. */
    putBack: (items: Item[]) => void;
    /** Removes the items that still wait and for which `predicate` holds. */
    removeWhere: (predicate: (item: Item) => boolean) => Item[];
    /** The item that is handled next, if one waits. */
    next: () => Item | undefined;
    /** How many items wait; the one being handled does not count. */
    size: () => number;
}

/** `onFailure` gets the items whose handling broke off; the next ones are handled all the same. */
export function createQueue<Item>(
    handle: (item: Item) => Promise<unknown>,
    onFailure: (item: Item, reason: unknown) => void,
): Queue<Item> {
    let waiting: Item[] = [];
    let isBusy = false;

    async function run() {
        isBusy = true;
        while (waiting.length) {
            const item = waiting.shift()!;
            await handle(item)
                .catch((reason) => onFailure(item, reason))
                // Not even that may stop the queue.
                .catch((reason) => console.error(reason));
        }
        isBusy = false;
    }

    const start = () => {
        if (!isBusy) {
            void run();
        }
    };

    return {
        push: (item) => {
            waiting.push(item);
            start();
        },
        takeWhile: (predicate) => {
            const end = waiting.findIndex((item) => !predicate(item));
            return waiting.splice(0, end < 0 ? waiting.length : end);
        },
        putBack: (items) => {
            waiting = [...items, ...waiting];
            start();
        },
        removeWhere: (predicate) => {
            const leaving = waiting.filter(predicate);
            waiting = waiting.filter((item) => !predicate(item));
            return leaving;
        },
        next: () => waiting[0],
        size: () => waiting.length,
    };
}
