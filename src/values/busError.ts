import type {ErrorCode} from './errorCodes';
import {errorMessage} from './errorMessage';

export type {ErrorCode};

/** The codes that an invoked app may use of itself. The others are for the page that invokes to use. */
const calleeCodes: readonly unknown[] = [
    'refused',
    'invalid_arguments',
    'callback_failed',
    'no_result',
    'no_callback',
    'queue_full',
    'removed',
    'timeout',
    'rejected',
] satisfies ErrorCode[];

/** The code of a refusal. It comes from a callback or from another page, which may send anything. */
export const refusalCode = (code: unknown): ErrorCode => (calleeCodes.includes(code) ? (code as ErrorCode) : 'refused');

/** What went wrong: a code for programs, a sentence for people. */
export interface Problem {
    code: ErrorCode;
    message: string;
}

/** A problem to throw, with a code of this package. */
export class BusError extends Error implements Problem {
    constructor(
        readonly code: ErrorCode,
        message: string,
    ) {
        super(message);
    }
}

/** The problem in anything that was thrown. `otherwise` is the code of what is not a BusError. */
export function problemOf(reason: unknown, otherwise: ErrorCode): Problem {
    return {code: reason instanceof BusError ? reason.code : otherwise, message: errorMessage(reason)};
}
