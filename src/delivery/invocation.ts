import {type ErrorCode, type Problem} from '../values/busError';
import {trace} from '../trace/trace';
import {randomId} from '../values/randomId';
import type {Answer} from './readAnswers';

export interface MethodOptions {
    name: string;
    /** What messages call it, where it is no method. */
    noun?: string;
    isReturning: boolean;
    timeoutMs: number;
    maxPending: number;
    isDeferred: boolean;
    /** How many invocations may go to the callbacks at once. */
    maxBatch: number;
}

/** The props of a component that serves invocations. */
export interface ServerProps {
    /** The Event: one invocation. */
    single: string;
    /** The Event for callbacks that take all invocations that wait. */
    list?: string;
    /** The Command that answers. */
    answer: string;
    /** The forms of the event and of one answer, where they are not those of an invocation. */
    forms?: {
        toEvent: (invocation: Invocation['event']) => object;
        readAnswer: (entry: unknown) => Answer | string;
    };
}

/** One call of a method, until its caller has an answer. */
export interface Invocation {
    event: {invocationId: string; args: object; caller: object};
    options: MethodOptions;
    /** Null when the caller has its answer, as those of void methods have from the start. */
    settle: ((answer: {value: object | undefined} | {refusal: Problem}) => void) | null;
    whenSettled: Promise<unknown>;
}

/** `answer` is what the caller gets. */
export function createInvocation(args: object, caller: object, options: MethodOptions) {
    let settle: Invocation['settle'] = null;
    const answer = new Promise<object | undefined>((resolve, reject) => {
        settle = (outcome) => {
            invocation.settle = null;
            if ('value' in outcome) {
                trace.record?.(event.invocationId, {step: 'answered', value: outcome.value});
                resolve(outcome.value);
            } else {
                trace.record?.(event.invocationId, {step: 'answered', problem: outcome.refusal});
                reject(outcome.refusal);
            }
        };
    });
    const event = {invocationId: randomId(), args, caller};
    const invocation: Invocation = {event, options, settle, whenSettled: answer.catch(() => undefined)};
    return {invocation, answer};
}

export function refuse(invocation: Invocation, code: ErrorCode, why: string): void {
    invocation.settle?.({refusal: withMethodName(invocation.options, code, why)});
}

export function withMethodName(
    {noun = 'Method', name}: Pick<MethodOptions, 'name' | 'noun'>,
    code: ErrorCode,
    what: string,
): Problem {
    return {code, message: `${noun} "${name}": ${what}`};
}
