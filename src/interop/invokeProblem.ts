import {BusError, type ErrorCode, type Problem, refusalCode} from '../values/busError';
import {errorMessage} from '../values/errorMessage';
import {explained, noteRaw} from './libraryProblem';
import type {Server} from './servers';

/** What was asked of whom. */
export interface Asked {
    name: string;
    /** How long the method was waited for. */
    waitTimeoutMs?: number;
    /** Absent: none was there at first. */
    server?: Server;
    /** It was meant for certain instances. */
    isTargeted?: boolean;
}

/** How the client libraries reject an invocation. */
interface Rejection {
    message?: unknown;
    /** Only when the instance that was invoked has answered, or the gateway in its place. */
    executed_by?: Server;
    /** What an instance sends along with its refusal. The gateway sends nothing. */
    returned?: {code?: unknown} | null;
    all_errors?: {executed_by?: Server}[];
}

export type InvokeProblem = Problem & {executed_by?: Server; all_errors?: object[]};

/** What an invocation failed of, and who refused it or was asked. */
export function invokeProblem(reason: unknown, asked: Asked): InvokeProblem {
    const rejection = (reason ?? {}) as Rejection;
    const refusedBy = rejection.executed_by ?? rejection.all_errors?.[0]?.executed_by;
    const executed_by = refusedBy ?? asked.server;
    const problem = (refusedBy && refusal(rejection, asked)) || undelivered(reason, {...asked, server: executed_by});
    // Of one instance the message says it all.
    const all_errors = (rejection.all_errors ?? []).length > 1 && problemsOf(rejection.all_errors!, asked);
    return {...problem, ...(executed_by && {executed_by}), ...(all_errors && {all_errors})};
}

/** What the library tells of several instances that have failed, with the code of each. */
export function problemsOf(errors: object[], asked: Asked): object[] {
    return errors.map((error) => ({...error, ...invokeProblem(error, asked)}));
}

/** What the instance itself says, word for word; null when the gateway speaks in its place. */
function refusal({message, returned}: Rejection, {name}: Asked): Problem | null {
    const isSilent = returned === undefined || returned === null;
    // A client that is no JavaScript may send nothing along either.
    if (isSilent && (typeof message !== 'string' || gatewayWords.some((pattern) => pattern.test(message)))) {
        return null;
    }
    const isReadable = typeof message === 'string' && message.trim() !== '' && message !== '[object Object]';
    return {
        code: refusalCode(returned?.code),
        message: isReadable ? message : `Method "${name}": it was refused without a reason.`,
    };
}

const hasLeft = /^Peer has left while waiting for result/;
const hasNoMethod = /^Unable to find method with id/;
const isOfAnotherUser = /^Unable to invoke methods across different users/;
// What the gateway program of this package says in place of a call or a result that it does not carry.
const hasNoForm = /^The (arguments|result) cannot (be nested|have "[^]*" as a path)/;
const gatewayWords = [hasLeft, hasNoMethod, isOfAnotherUser, hasNoForm];

/** Why there is no answer of the instance. */
function undelivered(reason: unknown, asked: Asked): Problem {
    if (reason instanceof BusError) {
        return {code: reason.code, message: reason.message};
    }
    noteRaw(reason);
    const {name, waitTimeoutMs, server} = asked;
    const message = errorMessage(reason);
    const app = server?.application ? `"${server.application}"` : 'the app';
    const withMethodName = (code: ErrorCode, what: string): Problem => ({code, message: `Method "${name}": ${what}`});
    if (/^Can not find a method matching/.test(message)) {
        return {code: 'method_not_found', message: `${whoLacks(asked)} "${name}"${waited(waitTimeoutMs)}.`};
    }
    const timeout = /^Invocation timeout \((\d+) ms\)/.exec(message);
    if (timeout) {
        return withMethodName('timeout', `${app} did not answer within ${timeout[1]} ms.`);
    }
    if (hasLeft.test(message) || isStumble(reason)) {
        return withMethodName('removed', `${app} left the bus before it answered.`);
    }
    if (hasNoMethod.test(message)) {
        return withMethodName('removed', `${app} no longer offers it.`);
    }
    if (isOfAnotherUser.test(message)) {
        return withMethodName('rejected', `${app} belongs to another user of the gateway.`);
    }
    const refused = hasNoForm.exec(message);
    if (refused) {
        return withMethodName(
            refused[1] === 'result' ? 'no_result' : 'invalid_arguments',
            `${message.replace('The', 'the')}.`,
        );
    }
    const {code, message: words} = explained(reason);
    return withMethodName(code, words);
}

/** The libraries look for the instance in their list when an answer comes, and fail when it has gone. */
function isStumble(reason: unknown): boolean {
    const errors = (reason as Rejection | undefined)?.all_errors;
    return reason instanceof TypeError || (!!errors?.length && !errors[0].executed_by);
}

function whoLacks({isTargeted}: Asked): string {
    return isTargeted ? 'None of the apps that were asked offers' : 'No app on this bus offers';
}

function waited(ms: number | undefined): string {
    return ms ? ` (waited ${ms / 1000} s)` : '';
}
