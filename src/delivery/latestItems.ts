import {type KeyPaths, keyReader} from '../values/pathKey';

/** Keys come from other apps: beyond this the key that came first is forgotten. */
const maxKeys = 10000;

/** The last item of a stream, or with paths to a key the last item of each key. */
export interface LatestItems {
    push: (item: object) => void;
    /** Null before the first item. */
    value: () => object | null;
}

export function createLatestItems(conflateBy: KeyPaths | null): LatestItems {
    if (conflateBy === null) {
        let last: object | null = null;
        return {push: (item) => void (last = item), value: () => last};
    }
    const keyOf = keyReader(conflateBy);
    const byKey = new Map<string, object>();
    return {
        push: (item) => {
            const key = keyOf(item);
            if (key === undefined) {
                return;
            }
            byKey.set(key, item);
            if (byKey.size > maxKeys) {
                byKey.delete(byKey.keys().next().value!);
            }
        },
        value: () => (byKey.size ? Object.fromEntries(byKey) : null),
    };
}
