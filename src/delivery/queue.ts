/** First in, first out, one at a time: the next item is handled when the promise of the previous one has settled. */
export interface Queue<Item> {
    push: (item: Item) => void;
    /** Removes the items that still wait and for which `isLeaving` holds. */
    take: (isLeaving: (item: Item) => boolean) => Item[];
    /** How many items wait; the one being handled does not count. */
    size: () => number;
}

export function createQueue<Item>(handle: (item: Item) => Promise<void>): Queue<Item> {
    let waiting: Item[] = [];
    let isBusy = false;

    async function run() {
        isBusy = true;
        while (waiting.length) {
            await handle(waiting.shift()!);
        }
        isBusy = false;
    }

    return {
        push: item => {
            waiting.push(item);
            if (!isBusy) {
                void run();
            }
        },
        take: isLeaving => {
            const leaving = waiting.filter(isLeaving);
            waiting = waiting.filter(item => !isLeaving(item));
            return leaving;
        },
        size: () => waiting.length,
    };
}
