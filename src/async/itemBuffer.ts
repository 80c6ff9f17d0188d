/** Items of a stream that wait to be passed on. Nothing leaves it unless it is taken or counted. */
export interface ItemBuffer<Item> {
    push: (item: Item) => void;
    /** Removes the items that have waited longest, `max` at most. */
    take: (max: number) => Item[];
    size: () => number;
    /** How many items were replaced by newer ones, and how many were dropped, since the last call. */
    takeCounts: () => {conflated: number; dropped: number};
}

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
 * A linked list, because an item leaves from any place. A Map keeps the order too, but finding its first entry gets slow
 * with the number of deleted ones.
 */
export function createItemBuffer<Item = object>({maxPending, keyOf}: Options<Item>): ItemBuffer<Item> {
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

    return {
        push: (item) => {
            const key = keyOf?.(item);
            const replaced = key === undefined ? undefined : byKey.get(key);
            if (replaced) {
                remove(replaced);
                conflated++;
            }
            add(item, key);
            if (size > maxPending) {
                remove(ends.newer);
                dropped++;
            }
        },
        take: (max) => Array.from({length: Math.min(max, size)}, () => remove(ends.newer)),
        size: () => size,
        takeCounts: () => {
            const counts = {conflated, dropped};
            conflated = dropped = 0;
            return counts;
        },
    };
}
