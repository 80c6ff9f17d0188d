import {maxTimeoutMs} from '../async/timeouts';
import {type BatchSettings} from '../delivery/batchLoop';
import {definitionProblem} from '../interop/definition';
import {streamTargetProblem} from '../interop/streams/publishers';
import {isDict} from '../values/isDict';
import {omitNull} from '../values/omitNull';
import {keyPathsProblem} from '../values/pathKey';
import {pythonRepr} from '../values/pythonRepr';

// Those of the component's signature, for a None from Python, which arrives as null.
const defaults = {
    args: {} as unknown,
    target: 'best' as unknown,
    active: true as unknown,
    intervalMs: 100,
    maxBatch: 1000,
    maxPending: 10000,
};

export type StreamSettings = typeof defaults & {definition?: unknown; conflateBy?: unknown; to?: unknown};

export const readStreamSettings = (rendered: object): StreamSettings => ({...defaults, ...omitNull(rendered)});

/** Returns what is wrong with the settings of a StreamSubscribe, except for `to`, or null. */
export function streamSettingsProblem(settings: StreamSettings): string | null {
    const {definition, args, target, active, intervalMs, maxBatch, maxPending, conflateBy} = settings;
    const isNumber = (value: unknown, least: number) => typeof value === 'number' && value >= least;
    const amount = Object.entries({maxBatch, maxPending}).find(([, value]) => !isNumber(value, 1));
    return (
        (definition === undefined ? null : definitionProblem(definition)) ??
        (isDict(args) ? null : `args must be a dict, not ${pythonRepr(args)}.`) ??
        streamTargetProblem(target) ??
        (typeof active === 'boolean' ? null : `active must be True or False, not ${pythonRepr(active)}.`) ??
        (isNumber(intervalMs, 0)
            ? null
            : `intervalMs must be a number of milliseconds, not ${pythonRepr(intervalMs)}.`) ??
        (amount ? `${amount[0]} must be a number above 0, not ${pythonRepr(amount[1])}.` : null) ??
        (conflateBy === undefined ? null : keyPathsProblem('conflateBy', conflateBy))
    );
}

export function batchSettings({intervalMs, maxBatch, maxPending, conflateBy}: StreamSettings): BatchSettings {
    return {
        intervalMs: Math.min(intervalMs, maxTimeoutMs),
        maxBatch,
        maxPending,
        conflateBy: (conflateBy as BatchSettings['conflateBy'] | undefined) ?? null,
    };
}
