/** What the client libraries give, as plain JSON data without the functions in it. */
export function toPlainJson(value: unknown): unknown {
    return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
