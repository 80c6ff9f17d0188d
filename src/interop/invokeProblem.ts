import {type ErrorCode, type Problem, errorCodes, problemOf} from '../busError';

/** What an invocation failed of. The page of a MethodRegister sends its code along, in place of a returned value. */
export function invokeProblem(reason: unknown): Problem {
    const code = (reason as {returned?: {code?: unknown}} | null | undefined)?.returned?.code;
    return problemOf(reason, isErrorCode(code) ? code : 'refused');
}

// It comes from another page, which may send anything.
const isErrorCode = (code: unknown): code is ErrorCode => (errorCodes as readonly unknown[]).includes(code);
