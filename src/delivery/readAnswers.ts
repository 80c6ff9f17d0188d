import {type Problem, refusalCode} from '../values/busError';
import {isDict} from '../values/isDict';
import {pythonRepr} from '../values/pythonRepr';

/** What a callback says about one invocation: the value for its caller, a refusal, or neither, a problem. */
export type Answer = {invocationId: string} & ({value: object} | {refusal: Problem} | {problem: string});

/** What Python's own callback of a list says of its run. It stands beside the answers, and is no part of the public form. */
export interface BatchReport {
    /** How many invocations it takes in its next run. */
    takes?: number;
    /** The ids of those which it has not begun. */
    untouched: string[];
    /** For the invocations whose handler raised, what the developer reads. */
    failed: {[invocationId: string]: string};
}

const entriesOf = (command: unknown): unknown[] => (Array.isArray(command) ? (command as unknown[]) : [command]);
const isReport = (entry: unknown): entry is {batch: Partial<BatchReport>} =>
    isDict(entry) && isDict(entry.batch) && !('invocationId' in entry);

/**
 * Reads the answering command: one answer or a list of them. What cannot be read becomes a message for the developer.
 */
export function readAnswers(command: unknown, read = readAnswer): (Answer | string)[] {
    return entriesOf(command)
        .filter((entry) => !isReport(entry))
        .map(read);
}

export function readReports(command: unknown): BatchReport[] {
    return entriesOf(command)
        .filter(isReport)
        .map(({batch: {takes, untouched, failed}}) => ({takes, untouched: untouched ?? [], failed: failed ?? {}}));
}

export function readAnswer(entry: unknown): Answer | string {
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
        const words = typeof message === 'string' && message ? message : `Refused: ${pythonRepr(error)}`;
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
