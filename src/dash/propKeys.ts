/** How Dash writes ids and props as text. */

export interface PropRef {
    id: string | {[key: string]: unknown};
    property: string;
}

export function propKey(id: string, prop: string): string {
    return `${id}.${prop}`;
}

export function stringId(id: unknown): string | undefined {
    if (id === undefined || id === null || typeof id === 'string') {
        return id ?? undefined;
    }
    const values = id as {[key: string]: unknown};
    return `{${Object.keys(values)
        .sort()
        .map((key) => `${JSON.stringify(key)}:${JSON.stringify(values[key])}`)
        .join(',')}}`;
}

/** Is a prop of these keys among them? */
export function matchesAny(refs: (PropRef | PropRef[])[], keys: string[]): boolean {
    return refs.flat().some(({id, property}) => keys.includes(propKey(stringId(id)!, withoutDuplicateMark(property))));
}

/** Outputs with allow_duplicate=True are kept as "prop@hash". */
export function withoutDuplicateMark(property: string): string {
    return property.split('@')[0];
}

/** MATCH, ALL or ALLSMALLER in the pattern of an id. */
export function isWildcard(value: unknown): boolean {
    return typeof value === 'object' && value !== null && 'wild' in value;
}
