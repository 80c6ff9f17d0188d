import {useEffect, useLayoutEffect, useState} from 'react';

interface Entry<Shown, Kept> {
    /** What the component that is in the page now has given. */
    current: {shown: Shown};
    kept: Kept;
    users: number;
    timer?: ReturnType<typeof setTimeout>;
}

const entries = new Map<string, Entry<unknown, unknown>>();

/**
 * What lives as long as a component of this id is in the page. Dash may replace a component by a new one of the same id
 * when something beside it changes: what is under way then goes on in the new one, and finds it by `shown`. `create` gets
 * the key that tells the kept one from all others; without an id there is none.
 */
export function useKept<Shown, Kept>(
    name: string,
    id: string | undefined,
    shown: Shown,
    create: (shown: () => Shown, key: string | undefined) => Kept,
    dispose: (kept: Kept) => void = () => undefined,
): Kept {
    const key = id === undefined ? undefined : `${name} ${id}`;
    const [entry] = useState(() => {
        const known = key === undefined ? undefined : (entries.get(key) as Entry<Shown, Kept> | undefined);
        if (known) {
            return known;
        }
        const current = {shown};
        const entry: Entry<Shown, Kept> = {current, kept: create(() => current.shown, key), users: 0};
        if (key !== undefined) {
            entries.set(key, entry as Entry<unknown, unknown>);
        }
        return entry;
    });
    const [finish] = useState(() => dispose);
    // The cleanup, and the effect of a component that takes over, run in one go. No layout effect: its cleanup also runs when
    // a Suspense hides the component, which goes on all the same.
    useEffect(() => {
        clearTimeout(entry.timer);
        entry.users++;
        return () => {
            entry.users--;
            entry.timer = setTimeout(() => {
                if (!entry.users) {
                    if (key !== undefined && entries.get(key) === entry) {
                        entries.delete(key);
                    }
                    finish(entry.kept);
                }
            });
        };
    }, [entry, finish, key]);
    useLayoutEffect(() => {
        entry.current.shown = shown;
    });
    return entry.kept;
}
