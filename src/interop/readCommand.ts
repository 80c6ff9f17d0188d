import {BusError} from '../values/busError';
import {type Dict, isDict} from '../values/isDict';
import {pythonRepr} from '../values/pythonRepr';
import {isText} from '../values/isText';

/** What a key of a command may be. */
interface Kinds {
    text: string;
    path: string;
    dict: Dict;
    list: unknown[];
    any: unknown;
}

type Kind = keyof Kinds;

const kinds: {[kind in Kind]: {words: string; isValid: (value: unknown) => boolean}} = {
    text: {words: 'a non-empty string', isValid: isText},
    path: {words: 'a string such as "a.b"', isValid: (value) => typeof value === 'string'},
    dict: {words: 'a dict', isValid: isDict},
    list: {words: 'a list of dicts', isValid: (value) => Array.isArray(value)},
    any: {words: 'any value', isValid: (value) => value !== undefined},
};

/** With a question mark the key may be absent. */
type Shape = {[key: string]: Kind | `${Kind}?`};

type Checked<S extends Shape> = {
    [key in keyof S]: S[key] extends Kind
        ? Kinds[S[key]]
        : S[key] extends `${infer K extends Kind}?`
          ? Kinds[K] | null | undefined
          : never;
};

/** Checks a command against its shape, which may leave keys out; throws with what is wrong with it. */
export function readCommand<S extends Shape>(operation: string, command: unknown, shape: S): Checked<S> & Dict {
    const keys = Object.keys(shape);
    if (!isDict(command)) {
        const wanted = keys.map((key) => `"${key}"${isOptional(shape[key]) ? '?' : ''}`).join(', ');
        throw new BusError('invalid_command', `${operation} must be a dict {${wanted}}, not ${pythonRepr(command)}.`);
    }
    for (const key of keys) {
        const {words, isValid} = kinds[shape[key].replace('?', '') as Kind];
        const isAbsent = command[key] === undefined || command[key] === null;
        if (!(isAbsent && isOptional(shape[key])) && !isValid(command[key])) {
            throw new BusError(
                'invalid_command',
                `${operation}: "${key}" must be ${words}, not ${pythonRepr(command[key])}.`,
            );
        }
    }
    return command as Checked<S> & Dict;
}

const isOptional = (kind: string): boolean => kind.endsWith('?');
