/** A value as JSON; undefined: it has no form in JSON, as a BigInt, a function, or what refers to itself. */
export function jsonText(value: unknown): string | undefined {
    try {
        return JSON.stringify(value);
    } catch {
        return undefined;
    }
}
