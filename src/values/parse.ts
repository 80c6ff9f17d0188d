/** The value of a JSON text; undefined: it is none. */
export function parseJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

/** The address in something that may be one; undefined: it is none. */
export function parseUrl(text: unknown, base?: string): URL | undefined {
    try {
        return typeof text === 'string' ? new URL(text, base) : undefined;
    } catch {
        return undefined;
    }
}
