import type {Instance} from '../connection/bus';
import {BusError, type ErrorCode, type Problem, refusalCode} from '../values/busError';
import {errorMessage} from '../values/errorMessage';
import {explained, logRaw} from './libraryProblem';

/** The invocation that failed. */
export interface Asked {
    name: string;
    /** How long the invocation waited for the method. */
    waitTimeoutMs?: number;
    /** Absent when no instance offered the method at first. */
    server?: Instance;
    /** The command named instances. */
    isTargeted?: boolean;
}

/** How the client libraries reject an invocation. */
interface Rejection {
    message?: unknown;
    /** Present when the instance that was invoked has answered, or the gateway in its place. */
    executed_by?: Instance;
    /** What an instance sends along with its refusal. The gateway sends nothing. */
    returned?: {code?: unknown} | null;
    all_errors?: {executed_by?: Instance}[];
}

export type InvokeProblem = Problem & {executed_by?: Instance; all_errors?: object[]};

/** Why an invocation failed, and the instance that refused it or was asked. */
export function invokeProblem(reason: unknown, asked: Asked): InvokeProblem {
    const rejection = (reason ?? {}) as Rejection;
    const refusedBy = rejection.executed_by ?? rejection.all_errors?.[0]?.executed_by;
    const executed_by = refusedBy ?? asked.server;
    const problem = (refusedBy && refusal(rejection, asked)) || undelivered(reason, {...asked, server: executed_by});
    // When one instance has failed, the message says it all.
    const all_errors = (rejection.all_errors ?? []).length > 1 && problemsOf(rejection.all_errors!, asked);
    return {...problem, ...(executed_by && {executed_by}), ...(all_errors && {all_errors})};
}

/** The library's errors of several instances that have failed, each with its code. */
export function problemsOf(errors: object[], asked: Asked): object[] {
    return errors.map((error) => ({...error, ...invokeProblem(error, asked)}));
}

/** The instance's own words; null when the gateway speaks in its place. */
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
// The gateway program of this package says this in place of a call or a result that it does not carry.
const hasNoForm = /^The (arguments|result) cannot (be nested|have "[^]*" as a path)/;
const gatewayWords = [hasLeft, hasNoMethod, isOfAnotherUser, hasNoForm];

/** Why the instance has not answered. */
function undelivered(reason: unknown, asked: Asked): Problem {
    if (reason instanceof BusError) {
        return {code: reason.code, message: reason.message};
    }
    logRaw(reason);
    const {name, waitTimeoutMs, server} = asked;
    const message = errorMessage(reason);
    const app = server?.application ? `"${server.application}"` : 'the app';
    const withMethodName = (code: ErrorCode, what: string): Problem => ({code, message: `Method "${name}": ${what}`});
    if (/^Can not find a method matching/.test(message)) {
        return {code: 'method_not_found', message: `${noApp(asked)} offers "${name}"${waited(waitTimeoutMs)}.`};
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

/** When an answer comes, the libraries look for the instance in their list, and fail when it has gone. */
function isStumble(reason: unknown): boolean {
    const errors = (reason as Rejection | undefined)?.all_errors;
    return reason instanceof TypeError || (!!errors?.length && !errors[0].executed_by);
}

const noApp = ({isTargeted}: Asked): string => (isTargeted ? 'None of the apps that were asked' : 'No app on this bus');

const waited = (ms: number | undefined): string => (ms ? ` (waited ${ms / 1000} s)` : '');
