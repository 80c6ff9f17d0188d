import {maxTimeoutMs} from '../async/timeouts';
import {type BatchSettings} from '../delivery/batchLoop';
import {definitionProblem} from '../interop/definition';
import {isDict} from '../values/isDict';
import {omitNull} from '../values/omitNull';
import {conflateByProblem} from '../values/pathKey';
import {flagProblem, settingProblem, targetProblem} from '../values/settingProblem';

// Those of the component's signature, for a None from Python, which arrives as null.
const defaults = {
    args: {} as unknown,
    target: 'best' as unknown,
    active: true as unknown,
    intervalMs: 100,
    maxBatch: 1000,
    maxPending: 10000,
};

export type SubscribeSettings = typeof defaults & {definition?: unknown; conflateBy?: unknown; to?: unknown};

export const readSubscribeSettings = (rendered: object): SubscribeSettings => ({...defaults, ...omitNull(rendered)});

/** Returns what is wrong with the settings of a StreamSubscribe, except for `to`, or null. */
export function subscribeSettingsProblem(settings: SubscribeSettings): string | null {
    const {definition, args, target, active, intervalMs, maxBatch, maxPending, conflateBy} = settings;
    const isFrom = (least: number) => (value: unknown) => typeof value === 'number' && value >= least;
    return (
        (definition === undefined ? null : definitionProblem(definition, 'stream')) ??
        settingProblem({args}, isDict, 'a dict') ??
        targetProblem(target, ['best', 'all']) ??
        flagProblem({active}) ??
        settingProblem({intervalMs}, isFrom(0), 'a number of milliseconds') ??
        settingProblem({maxBatch, maxPending}, isFrom(1), 'a number of 1 or more') ??
        conflateByProblem(conflateBy)
    );
}

export function batchSettings({intervalMs, maxBatch, maxPending, conflateBy}: SubscribeSettings): BatchSettings {
    return {
        intervalMs: Math.min(intervalMs, maxTimeoutMs),
        maxBatch,
        maxPending,
        conflateBy: (conflateBy as BatchSettings['conflateBy'] | undefined) ?? null,
    };
}
