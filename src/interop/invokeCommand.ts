import {maxTimeoutMs} from '../async/timeouts';
import type {InvocationTarget} from '../connection/bus';
import {isDict} from '../values/isDict';
import {omitNull} from '../values/omitNull';
import {pythonRepr} from '../values/pythonRepr';
import {randomId} from '../values/randomId';
import {Definition, definitionProblem} from './definition';

export interface InvokeCommand {
    definition: Definition;
    argumentObj: object;
    target: InvocationTarget;
    options: {methodResponseTimeoutMs?: number; waitTimeoutMs?: number};
    invocationId: string;
    meta?: unknown;
}

/** Checks what a callback wrote into `invoke`. Returns the problem as a string, else the command. */
export function readInvokeCommand(command: unknown): InvokeCommand | string {
    if (!isDict(command)) {
        return `invoke must be a dict {"definition", "argumentObj", ...} or a list of those, not ${pythonRepr(command)}.`;
    }
    const {definition, argumentObj, target, options, invocationId, meta} = command;
    const problem =
        definitionProblem(definition) ??
        (isAbsent(argumentObj) || isDict(argumentObj)
            ? null
            : `argumentObj must be a dict, not ${pythonRepr(argumentObj)}.`) ??
        targetProblem(target) ??
        optionsProblem(options) ??
        (isAbsent(invocationId) || typeof invocationId === 'string' ? null : 'invocationId must be a string.');
    if (problem !== null) {
        return `invoke: ${problem}`;
    }
    return {
        definition: definition as InvokeCommand['definition'],
        argumentObj: (argumentObj ?? {}) as object,
        target: (target ?? 'best') as InvokeCommand['target'],
        options: limited(omitNull(isDict(options) ? options : {})),
        invocationId: (invocationId as string | null) ?? randomId(),
        meta,
    };
}

const timeLimits = ['methodResponseTimeoutMs', 'waitTimeoutMs'];

function limited(options: {[key: string]: unknown}): InvokeCommand['options'] {
    const limit = ([key, value]: [string, unknown]) => [
        key,
        timeLimits.includes(key) ? Math.min(value as number, maxTimeoutMs) : value,
    ];
    return Object.fromEntries(Object.entries(options).map(limit));
}

function targetProblem(target: unknown): string | null {
    const isTarget =
        isAbsent(target) ||
        ['best', 'all', 'skipMine'].includes(target as string) ||
        isDict(target) ||
        (Array.isArray(target) && target.length > 0 && target.every(isDict));
    return isTarget
        ? null
        : `target must be "best", "all", "skipMine", an instance dict or a list of them, not ${pythonRepr(target)}.`;
}

function optionsProblem(options: unknown): string | null {
    if (isAbsent(options)) {
        return null;
    }
    if (!isDict(options)) {
        return `options must be a dict, not ${pythonRepr(options)}.`;
    }
    const wrong = timeLimits.find(
        (key) => !isAbsent(options[key]) && !(typeof options[key] === 'number' && (options[key] as number) >= 0),
    );
    return wrong ? `options["${wrong}"] must be a number of milliseconds, not ${pythonRepr(options[wrong])}.` : null;
}

function isAbsent(value: unknown): boolean {
    return value === undefined || value === null;
}
