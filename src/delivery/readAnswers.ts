import {type Problem, refusalCode} from '../values/busError';
import {isDict} from '../values/isDict';
import {pythonRepr} from '../values/pythonRepr';

/** What a callback says about one invocation: the value for its caller, a refusal, or neither, a problem. */
export type Answer = {invocationId: string} & ({value: object} | {refusal: Problem} | {problem: string});

/**
 * Reads the `result` command: one answer or a list of them. What cannot be read becomes a message for the developer.
 */
export function readAnswers(command: unknown): (Answer | string)[] {
    return (Array.isArray(command) ? command : [command]).map(readAnswer);
}

function readAnswer(entry: unknown): Answer | string {
    if (!isDict(entry)) {
        return `result must be a dict {"invocationId", "invocationResult"} or a list of those, not ${pythonRepr(entry)}.`;
    }
    const {invocationId, invocationResult, error} = entry;
    if (typeof invocationId !== 'string') {
        return 'result has no "invocationId": copy it from the invocation being answered.';
    }
    if (error !== undefined && error !== null) {
        const {message, code} = (typeof error === 'object' ? error : {message: error}) as {
            message?: unknown;
            code?: unknown;
        };
        // The client libraries make "[object Object]" of an empty message.
        const words = typeof message === 'string' && message ? message : `Refused: ${JSON.stringify(error)}`;
        return {invocationId, refusal: {code: refusalCode(code), message: words}};
    }
    if (invocationResult === undefined) {
        return {invocationId, problem: 'the result has neither "invocationResult" nor "error".'};
    }
    return {invocationId, value: asObject(invocationResult)};
}

// Interop carries objects only.
function asObject(value: unknown): object {
    return isDict(value) ? value : {value};
}
