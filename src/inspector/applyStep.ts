import {failureReason} from '../delivery/failure';
import type {Step} from '../trace/trace';
import type {Problem} from '../values/busError';
import {isDict} from '../values/isDict';
import {copyValue, cutText, longestValue, previewOf} from './copiedValue';
import type {Entry} from './record';

/** The record of what begins with this step; undefined: nothing does. */
export function beginEntry(id: string, step: Step, now: number): Entry | undefined {
    switch (step.step) {
        case 'received':
            return {
                ...withArguments(id, step.args ?? {}),
                kind: 'in',
                state: 'queued',
                at: now,
                name: step.method,
                noun: step.noun,
                component: step.component,
                partner: applicationOf(step.caller),
                partnerInstance: copyValue(step.caller),
                isVoid: step.isVoid,
                before: step.before,
            };
        case 'sent': {
            const {argumentObj, definition, ...rest} = isDict(step.command) ? step.command : {definition: step.command};
            return {
                ...withArguments(id, argumentObj ?? {}),
                kind: 'out',
                state: 'running',
                at: now,
                name: String(isDict(definition) ? definition.name : definition),
                component: step.component,
                partner: '',
                command: copyValue({definition, ...rest}),
            };
        }
        case 'performed':
            return {
                ...withArguments(id, step.command),
                kind: 'command',
                state: step.problem ? 'error' : 'done',
                at: step.writtenAt,
                endedAt: now,
                name: step.prop,
                component: step.component,
                partner: '',
                problem: step.problem && copyProblem(step.problem),
            };
        default:
            return undefined;
    }
}

/** The record after this step. */
export function applyStep(entry: Entry, step: Step, now: number): Entry {
    switch (step.step) {
        case 'handedOver':
            return entry.endedAt === undefined ? {...entry, state: 'running', handedOverAt: now} : entry;
        case 'putBack':
            return entry.endedAt === undefined ? {...entry, state: 'queued', handedOverAt: undefined} : entry;
        case 'answered':
            return answered(entry, step, now);
        case 'callback':
            return {...entry, callbacks: [...(entry.callbacks ?? []), endOf(step)]};
        case 'ended':
            // A void method's caller was answered long before.
            return entry.isVoid && entry.endedAt === undefined ? ended(entry, now) : entry;
        case 'dropped':
            return entry.endedAt === undefined ? {...entry, state: 'gone'} : entry;
        case 'late':
            return entry.problem ? {...entry, state: 'late'} : entry;
        case 'result':
            return withResult(entry, step.result, now);
        default:
            return entry;
    }
}

const longestName = 200;

/** The error of another app may be of any length. */
const copyProblem = ({code, message}: Problem): Problem => ({code, message: cutText(message, longestValue)});

const withArguments = (id: string, value: unknown) => {
    const args = copyValue(value);
    return {id, args, preview: previewOf(args)};
};

function answered(entry: Entry, {value, problem}: {value?: object; problem?: Problem}, now: number): Entry {
    if (problem) {
        return {...entry, state: 'error', problem: copyProblem(problem), endedAt: now};
    }
    return entry.isVoid ? entry : {...entry, state: 'done', answer: copyValue(value), endedAt: now};
}

function withResult(entry: Entry, result: object | null, now: number): Entry {
    const {invocationResult, error} = (result ?? {}) as {invocationResult?: object; error?: Problem};
    const {executed_by, returned} = (error ?? invocationResult ?? {}) as {executed_by?: unknown; returned?: unknown};
    const partner = executed_by ? {partner: applicationOf(executed_by), partnerInstance: copyValue(executed_by)} : {};
    return {
        ...entry,
        ...partner,
        ...(error ? {problem: copyProblem(error)} : {answer: copyValue(returned)}),
        state: error ? 'error' : 'done',
        endedAt: now,
    };
}

const ends: {[how: string]: string} = {
    finished: 'returned',
    unsent: 'was not started: none of its Outputs is in the layout',
};

const endOf = ({how, error}: {how: string; error?: unknown}): string => ends[how] ?? `failed: ${failureReason(error)}`;

function ended(entry: Entry, now: number): Entry {
    const {callbacks = ['none has taken it']} = entry;
    const hasFailed = callbacks.some((end) => end !== ends.finished);
    return {...entry, callbacks, state: hasFailed ? 'error' : 'done', endedAt: now};
}

function applicationOf(instance: unknown): string {
    const {application, applicationName, instance: id} = (instance ?? {}) as {[key: string]: unknown};
    const name = [application, applicationName, id].find((name) => typeof name === 'string');
    return cutText((name ?? '') as string, longestName);
}
