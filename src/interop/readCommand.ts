import {BusError} from '../values/busError';
import {isDict} from '../values/isDict';
import {pythonRepr} from '../values/pythonRepr';

/** What one key of a command has to be. A name with a question mark: the key may be absent. */
type Kind = 'text' | 'path' | 'dict' | 'list' | 'any';

const kinds: {[kind in Kind]: {words: string; isFine: (value: unknown) => boolean}} = {
    text: {words: 'a non-empty string', isFine: (value) => typeof value === 'string' && value !== ''},
    path: {words: 'a string such as "a.b"', isFine: (value) => typeof value === 'string'},
    dict: {words: 'a dict', isFine: isDict},
    list: {words: 'a list of dicts', isFine: (value) => Array.isArray(value)},
    any: {words: 'any value', isFine: (value) => value !== undefined},
};

type Shape = {[key: string]: Kind | `${Kind}?`};

/** Checks a command against its shape; throws with what is wrong with it. Keys that the shape does not name may be there. */
export function readCommand<Given extends Shape>(
    operation: string,
    command: unknown,
    shape: Given,
): {[key in keyof Given]: unknown} & {[key: string]: unknown} {
    const keys = Object.keys(shape);
    const wanted = `{${keys.map((key) => `"${key}"${isOptional(shape[key]) ? '?' : ''}`).join(', ')}}`;
    if (!isDict(command)) {
        throw new BusError('invalid_command', `${operation} must be a dict ${wanted}, not ${pythonRepr(command)}.`);
    }
    for (const key of keys) {
        const {words, isFine} = kinds[shape[key].replace('?', '') as Kind];
        const isAbsent = command[key] === undefined || command[key] === null;
        if (!(isAbsent && isOptional(shape[key])) && !isFine(command[key])) {
            throw new BusError(
                'invalid_command',
                `${operation}: "${key}" must be ${words}, not ${pythonRepr(command[key])}.`,
            );
        }
    }
    return command as {[key in keyof Given]: unknown};
}

const isOptional = (kind: string): boolean => kind.endsWith('?');
