/** What a client library gave, as plain JSON data: without the functions in it. */
export function toPlainJson<T>(value: T): T {
    return value === undefined ? value : JSON.parse(JSON.stringify(value));
}
