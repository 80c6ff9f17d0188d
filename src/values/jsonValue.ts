import {BusError, type ErrorCode} from './busError';

/** Dash's server parses what its pages send with Python's parser, which refuses JSON of about 970 levels. */
export const maxLevels = 500;

/**
 * The value as JSON has it, on every platform: what is undefined is absent, what has a `toJSON` is what that says. Dates stay
 * Dates, which each transport carries. Throws when the value has no form in JSON; `what` is how the message begins.
 */
export function jsonValue(value: unknown, what: string, code: ErrorCode = 'invalid_arguments'): unknown {
    const refuse = (why: string): never => {
        throw new BusError(code, `${what}: ${why}`);
    };
    const copy = (input: unknown, level: number): unknown => {
        if (level > maxLevels) {
            return refuse(`the data contains itself, or is nested more than ${maxLevels} levels deep.`);
        }
        if (typeof input === 'bigint' || typeof input === 'function' || typeof input === 'symbol') {
            return refuse(`JSON has no ${typeof input}; leave it out, or send a string or a number.`);
        }
        if (typeof input === 'number') {
            return Number.isFinite(input) ? input : null;
        }
        if (typeof input !== 'object' || input === null) {
            return input;
        }
        if (input instanceof Date) {
            return Number.isNaN(input.getTime()) ? null : input;
        }
        if (typeof (input as {toJSON?: unknown}).toJSON === 'function') {
            return copy((input as {toJSON: () => unknown}).toJSON(), level + 1);
        }
        if (Array.isArray(input)) {
            return input.map((element) => copy(element ?? null, level + 1));
        }
        const present = Object.entries(input).filter(([, property]) => property !== undefined);
        return Object.fromEntries(present.map(([key, property]) => [key, copy(property, level + 1)]));
    };
    return copy(value, 0);
}
