interface Options<Item> {
    /** How many items may wait: one more drops the oldest. */
    maxPending: number;
    /** Of the waiting items with an equal key only the newest stays. An item without a key is never replaced. */
    keyOf?: (item: Item) => string | undefined;
}

interface Entry<Item> {
    item: Item;
    key: string | undefined;
    older: Entry<Item>;
    newer: Entry<Item>;
}

/**
 * Items of a stream that wait to be passed on. Nothing leaves it unless it is taken or counted. A linked list, because an item
 * leaves from any place. A Map keeps the order too, but finding its first entry gets slow with the number of deleted ones.
 */
export function createItemBuffer<Item = object>(initial: Options<Item>) {
    let options = initial;
    // The list is a ring that begins and ends here: `newer` is the oldest item, `older` the newest.
    const ends = {} as Entry<Item>;
    ends.older = ends.newer = ends;
    const byKey = new Map<string, Entry<Item>>();
    let size = 0;
    let conflated = 0;
    let dropped = 0;

    function add(item: Item, key: string | undefined): void {
        const entry: Entry<Item> = {item, key, older: ends.older, newer: ends};
        entry.older.newer = ends.older = entry;
        size++;
        if (key !== undefined) {
            byKey.set(key, entry);
        }
    }

    function remove({item, key, older, newer}: Entry<Item>): Item {
        older.newer = newer;
        newer.older = older;
        size--;
        if (key !== undefined) {
            byKey.delete(key);
        }
        return item;
    }

    function push(item: Item): void {
        const key = options.keyOf?.(item);
        const replaced = key === undefined ? undefined : byKey.get(key);
        if (replaced) {
            remove(replaced);
            conflated++;
        }
        add(item, key);
        if (size > options.maxPending) {
            remove(ends.newer);
            dropped++;
        }
    }

    /** Removes the items that have waited longest, `max` at most. */
    const take = (max: number) => Array.from({length: Math.min(max, size)}, () => remove(ends.newer));

    return {
        push,
        take,
        size: () => size,
        /** Counts items as dropped that could not be kept. */
        drop: (count: number): void => {
            dropped += count;
        },
        /** From now on with these options, also for what waits. */
        configure: (next: Partial<Options<Item>>): void => {
            options = {...options, ...next};
            take(size).forEach(push);
        },
        /** How many items were replaced by newer ones, and how many were dropped, since the last call. */
        takeCounts: () => {
            const counts = {conflated, dropped};
            conflated = dropped = 0;
            return counts;
        },
    };
}
