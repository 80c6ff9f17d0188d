/** Python's None arrives as null, and means the same as a key that is not there. */
export const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

type WithoutNull<T> = {[key in keyof T]: null extends T[key] ? Exclude<T[key], null> | undefined : T[key]};

/** Leaves out what is null: Python's None. The client libraries refuse it; here it means the same as an absent key. */
export function omitNull<T extends object>(dict: T): WithoutNull<T> {
    return Object.fromEntries(Object.entries(dict).filter(([, value]) => value !== null)) as WithoutNull<T>;
}
