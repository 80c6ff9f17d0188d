import {isDict} from '../../values/isDict';
import {jsonValue} from '../../values/jsonValue';

/**
 * What a publisher has pushed, as JSON; null when it is no dict, or has no form in JSON: a publisher may send anything, and
 * Dash would fail with the whole batch.
 */
export function readItem(data: unknown): object | null {
    try {
        const item = jsonValue(data, '');
        return isDict(item) ? item : null;
    } catch {
        return null;
    }
}
