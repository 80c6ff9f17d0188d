import {useLayoutEffect, useState} from 'react';

interface Entry<T> {
    value: T;
    users: number;
    timer?: ReturnType<typeof setTimeout>;
}

const kept = new Map<string, Entry<unknown>>();

/**
 * A value that lives as long as a component of this key is in the page. Dash may replace a component by a new one of the
 * same id when something beside it changes: what is under way then goes on in the new one.
 */
export function useKept<T>(key: string | undefined, create: () => T, dispose: (value: T) => void): T {
    const [entry] = useState(() => {
        const entry = (key === undefined ? undefined : (kept.get(key) as Entry<T> | undefined)) ?? {value: create(), users: 0};
        if (key !== undefined) {
            kept.set(key, entry);
        }
        return entry;
    });
    const [finish] = useState(() => dispose);
    // A layout effect: the new component takes over in the same commit in which the old one goes.
    useLayoutEffect(() => {
        clearTimeout(entry.timer);
        entry.users++;
        return () => {
            entry.users--;
            entry.timer = setTimeout(() => {
                if (!entry.users) {
                    if (key !== undefined && kept.get(key) === entry) {
                        kept.delete(key);
                    }
                    finish(entry.value);
                }
            });
        };
    }, [entry, finish, key]);
    return entry.value;
}
