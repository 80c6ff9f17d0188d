import {type Dict, isDict} from './isDict';
import {isText} from './isText';

/** A path of an item, such as "symbol" or "instrument.isin", or a list of paths. */
export type KeyPaths = string | string[];

/** Returns what is wrong with the setting `conflateBy`, which may be absent, or null. */
export function conflateByProblem(paths: unknown): string | null {
    const list: unknown[] = Array.isArray(paths) ? paths : [paths];
    const isRight = list.length > 0 && list.every(isText);
    return isRight || paths === undefined
        ? null
        : `conflateBy must be a path of an item, such as "symbol" or "a.b", or a list of paths.`;
}

/** Whether two settings are one; null is no key. */
export function isSameKey(paths: KeyPaths | null, others: KeyPaths | null): boolean {
    return JSON.stringify(paths) === JSON.stringify(others);
}

/**
 * Returns the function that reads an item's key, the value at the path as text; of several paths the values as JSON. A value
 * that is no text has the same key as its JSON: 1 and "1" are one key. An item in which a path leads to nothing has no key.
 */
export function keyReader(paths: KeyPaths): (item: object) => string | undefined {
    if (!Array.isArray(paths)) {
        return pathReader(paths);
    }
    const readers = paths.map(pathReader);
    if (readers.length === 1) {
        return readers[0];
    }
    return (item) => {
        const keys = readers.map((read) => read(item));
        return keys.includes(undefined) ? undefined : JSON.stringify(keys);
    };
}

function pathReader(path: string): (item: object) => string | undefined {
    const read = valueReader(path);
    return (item) => {
        const value = read(item);
        return value === undefined || value === null || typeof value === 'string'
            ? (value ?? undefined)
            : JSON.stringify(value);
    };
}

/** Returns the function that reads the value at one path. A key that has dots itself, such as "BRK.B", is found as well. */
export function valueReader(path: string): (item: object) => unknown {
    const steps = path.split('.');
    return (item) =>
        hasOwn(item, path)
            ? (item as Dict)[path]
            : steps.reduce<unknown>(
                  (value, step) => (isDict(value) && hasOwn(value, step) ? value[step] : undefined),
                  item,
              );
}

/** Items come from other apps: what all objects inherit is no value of theirs. */
const hasOwn = (value: object, key: string): boolean => Object.prototype.hasOwnProperty.call(value, key);
