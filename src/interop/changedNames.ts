interface Named {
    name: string;
}

/** The names that came and went from one list of methods to the next; null: none. */
export function changedNames(before: Named[], now: Named[]) {
    const added = namesBeyond(now, before);
    const removed = namesBeyond(before, now);
    return added.length || removed.length ? {added, removed} : null;
}

function namesBeyond(methods: Named[], others: Named[]): string[] {
    const known = new Set(others.map(({name}) => name.toLowerCase()));
    return methods.map(({name}) => name).filter((name) => !known.has(name.toLowerCase()));
}
