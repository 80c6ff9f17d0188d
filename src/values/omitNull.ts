/** A None from Python arrives as null, and means the same as a key that is not there: the client libraries refuse it. */
export function omitNull(dict: object): {[key: string]: unknown} {
    return Object.fromEntries(Object.entries(dict).filter(([, value]) => value !== null));
}
