/** Makes an entry the newest of a map, which forgets its oldest one beyond the limit. */
export function setNewest<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, limit: number): void {
    map.delete(key);
    map.set(key, value);
    if (map.size > limit) {
        map.delete(map.keys().next().value!);
    }
}
