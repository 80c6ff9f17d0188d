import {isDict} from '../../values/isDict';
import {pythonRepr} from '../../values/pythonRepr';

// Python's None arrives as null, and means the same as a key that is not there.
export const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/** A wrong value, in an error. */
export function describe(value: unknown): string {
    if (Array.isArray(value)) {
        return 'a list';
    }
    return isDict(value) ? 'a dict' : pythonRepr(value);
}
