import {BusError, type ErrorCode} from './busError';

/** Dash's server parses what its pages send with Python's parser, which refuses JSON of about 970 levels. */
export const deepestLevel = 500;

/**
 * The value as JSON has it, on every platform: what is undefined is absent, what has a `toJSON` is what that says. Dates stay
 * Dates, which each transport carries. Throws when the value has no form in JSON; `what` is how the message begins.
 */
export function jsonValue(value: unknown, what: string, code: ErrorCode = 'invalid_arguments'): unknown {
    const refuse = (why: string): never => {
        throw new BusError(code, `${what}: ${why}`);
    };
    const copy = (given: unknown, level: number): unknown => {
        if (level > deepestLevel) {
            return refuse(`the data contains itself, or is nested more than ${deepestLevel} levels deep.`);
        }
        if (typeof given === 'bigint' || typeof given === 'function' || typeof given === 'symbol') {
            return refuse(`JSON has no ${typeof given}; leave it out, or send a string or a number.`);
        }
        if (typeof given === 'number') {
            return Number.isFinite(given) ? given : null;
        }
        if (typeof given !== 'object' || given === null) {
            return given;
        }
        if (given instanceof Date) {
            return Number.isNaN(given.getTime()) ? null : given;
        }
        if (typeof (given as {toJSON?: unknown}).toJSON === 'function') {
            return copy((given as {toJSON: () => unknown}).toJSON(), level + 1);
        }
        if (Array.isArray(given)) {
            return given.map((element) => copy(element ?? null, level + 1));
        }
        const present = Object.entries(given).filter(([, property]) => property !== undefined);
        return Object.fromEntries(present.map(([key, property]) => [key, copy(property, level + 1)]));
    };
    return copy(value, 0);
}
