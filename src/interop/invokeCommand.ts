import {maxTimeoutMs} from '../async/timeouts';
import type {InvocationTarget} from '../connection/bus';
import {BusError} from '../values/busError';
import {isDict} from '../values/isDict';
import {omitNull} from '../values/omitNull';
import {pythonRepr} from '../values/pythonRepr';
import {settingProblem, targetProblem} from '../values/settingProblem';
import {type Definition, definitionProblem} from './definition';

export interface InvokeCommand {
    definition: Definition;
    argumentObj: object;
    target: InvocationTarget;
    options: {methodResponseTimeoutMs?: number; waitTimeoutMs?: number};
}

/** Checks what a callback wrote into `invoke`; throws with what is wrong with it. */
export function readInvokeCommand(command: unknown): InvokeCommand {
    if (!isDict(command)) {
        throw new BusError(
            'invalid_command',
            `invoke must be a dict {"definition", "argumentObj", ...} or a list of those, not ${pythonRepr(command)}.`,
        );
    }
    const {
        definition,
        argumentObj = {},
        target = 'best',
        options = {},
        invocationId,
    } = omitNull<{[key: string]: unknown}>(command);
    const problem =
        definitionProblem(definition, 'method') ??
        settingProblem({argumentObj}, isDict, 'a dict') ??
        targetProblem(target, ['best', 'all', 'skipMine']) ??
        optionsProblem(options) ??
        (['string', 'undefined'].includes(typeof invocationId) ? null : 'invocationId must be a string.');
    if (problem !== null) {
        throw new BusError('invalid_command', `invoke: ${problem}`);
    }
    return {
        definition: definition as InvokeCommand['definition'],
        argumentObj: argumentObj as object,
        target: target as InvocationTarget,
        options: limited(options as {[key: string]: unknown}),
    };
}

const timeLimits = ['methodResponseTimeoutMs', 'waitTimeoutMs'];

function limited(options: {[key: string]: unknown}): InvokeCommand['options'] {
    const limit = ([key, value]: [string, unknown]) => [
        key,
        timeLimits.includes(key) ? Math.min(value as number, maxTimeoutMs) : value,
    ];
    return Object.fromEntries(Object.entries(omitNull(options)).map(limit));
}

function optionsProblem(options: unknown): string | null {
    if (!isDict(options)) {
        return settingProblem({options}, isDict, 'a dict');
    }
    const wrong = timeLimits.find((key) => {
        const ms = options[key] ?? 0;
        return typeof ms !== 'number' || !(ms >= 0);
    });
    return wrong ? `options["${wrong}"] must be a number of milliseconds, not ${pythonRepr(options[wrong])}.` : null;
}
