import {type PropRef, isWildcard, matchesAny, propKey, stringId, withoutDuplicateMark} from './propKeys';
import {type DashNode, type Store} from './store';

/**
 * What this library knows of Dash's callbacks: the store lists every one on its way, from the change that requested it
 * until its answer is applied.
 */

/** How a callback's run ended, as Dash itself records it. `null`: Dash decided not to run it. */
export interface RunResult {
    data?: {[id: string]: {[prop: string]: unknown} | undefined};
    /** What Dash handed to the callback; null when it failed. */
    payload?: {inputs: (InputValue | InputValue[])[]} | null;
    error?: unknown;
}

/** A callback on its way. Dash copies this record whenever it moves between its lists. */
export interface LiveCallback {
    callback: {output: string; websocket?: boolean | null};
    resolvedId: string;
    changedPropIds: {[key: string]: unknown};
    initialCall?: boolean;
    getInputs: (paths: unknown) => (PropRef | PropRef[])[];
    getOutputs: (paths: unknown) => (PropRef | PropRef[])[];
    executionPromise?: Promise<RunResult | null> | RunResult | null;
}

interface InputValue extends PropRef {
    value?: unknown;
}

const liveLists = ['requested', 'prioritized', 'blocked', 'executing', 'watched', 'executed'];

let hasWarned = false;

/** Can the callbacks on their way be followed? If not, the console says so once. */
export function isKnownShape(store: Store | null): store is Store {
    const state = store?.getState();
    const isKnown =
        !!state?.paths && !!state.graphs && liveLists.every((list) => Array.isArray(state.callbacks?.[list]));
    if (!isKnown && !hasWarned) {
        hasWarned = true;
        console.warn(
            'dash_glue42 does not know the inner workings of this version of Dash: it cannot see when a callback has ended, ' +
                'so a caller may wait for its time limit. Use a version of Dash that this version of dash_glue42 names.',
        );
    }
    return isKnown;
}

/** The callbacks on their way that have one of these props among their inputs, whatever triggered them. */
export function liveListeners(store: Store, keys: string[]): LiveCallback[] {
    const {paths} = store.getState();
    return liveCallbacks(store).filter((live) => matchesAny(live.getInputs(paths), keys));
}

/** Does a callback of the app listen to the prop? Where that cannot be known: yes. */
export function isListenedTo({store, id}: DashNode, prop: string): boolean {
    if (id === undefined || !isKnownShape(store)) {
        return true;
    }
    return listenersOf(store, id, prop).length > 0;
}

/** Is a callback on its way that may write this prop? */
export function hasLiveWriter(store: Store, key: string): boolean {
    return liveCallbacks(store).some((live) => writesProp(store, live, key));
}

export function writesProp(store: Store, live: LiveCallback, key: string): boolean {
    return matchesAny(live.getOutputs(store.getState().paths), [key]);
}

function liveCallbacks(store: Store): LiveCallback[] {
    const {callbacks} = store.getState();
    return liveLists.flatMap((list) => callbacks[list] as LiveCallback[]);
}

/**
 * What stays the same in the copies of one record: its promise, and as a rule the object with its triggers (a callback
 * that outputs to ALL gets a new one whenever Dash looks through its lists).
 */
function identityKeys({changedPropIds, executionPromise}: LiveCallback): object[] {
    return executionPromise ? [changedPropIds, executionPromise] : [changedPropIds];
}

/** Are these two copies of one record? */
export function isSame(live: LiveCallback, other: LiveCallback): boolean {
    return identityKeys(live).some((key) => identityKeys(other).includes(key));
}

/** A set of callbacks on their way that recognizes their copies. */
export function createCallbackSet() {
    const keys = new WeakSet<object>();
    const add = (live: LiveCallback) => identityKeys(live).forEach((key) => keys.add(key));
    return {
        add,
        has: (live: LiveCallback) => {
            const isMember = identityKeys(live).some((key) => keys.has(key));
            if (isMember) {
                // The next copy may share only what this one has newly got.
                add(live);
            }
            return isMember;
        },
        delete: (live: LiveCallback) => identityKeys(live).forEach((key) => keys.delete(key)),
    };
}

/** Does a callback of the app other than these output the prop? Then a value can still come from there. */
export function isOutputElsewhere(store: Store, id: string, prop: string, outputs: Set<string>): boolean {
    const {outputMap, outputPatterns} = store.getState().graphs;
    return callbacksOf(outputMap, outputPatterns, id, prop).some(({output}) => !outputs.has(output));
}

/**
 * Is there one callback alone that takes the prop and can output the answer? A second one that takes it would see again
 * what the first gives back unserved, and one that answers later knows of one invocation at a time.
 */
export function isServedByOne(store: Store, id: string, prop: string, answer: string): boolean {
    const outputs = listenersOf(store, id, prop).map(({output}) => output);
    return outputs.length === 1 && !isOutputElsewhere(store, id, answer, new Set(outputs));
}

function listenersOf(store: Store, id: string, prop: string): {output: string}[] {
    const {inputMap, inputPatterns} = store.getState().graphs;
    return callbacksOf(inputMap, inputPatterns, id, prop);
}

interface Pattern {
    values: unknown[];
    callbacks: {output: string}[];
}

interface ByProp<Entry> {
    [prop: string]: Entry[];
}

/** The callbacks that Dash's graph has for the prop: by plain ids, or by patterns that the id matches. */
function callbacksOf(
    map: {[id: string]: ByProp<{output: string}>} | undefined,
    patterns: {[keys: string]: ByProp<Pattern>} | undefined,
    id: string,
    prop: string,
): {output: string}[] {
    if (!id.startsWith('{')) {
        return entriesOf(map?.[id], prop);
    }
    const values = JSON.parse(id) as {[key: string]: unknown};
    const keys = Object.keys(values).sort();
    return entriesOf(patterns?.[keys.join(',')], prop)
        .filter((pattern) => keys.every((key, i) => isWildcard(pattern.values[i]) || pattern.values[i] === values[key]))
        .flatMap(({callbacks}) => callbacks);
}

function entriesOf<Entry>(byProp: ByProp<Entry> | undefined, prop: string): Entry[] {
    return Object.entries(byProp ?? {})
        .filter(([name]) => withoutDuplicateMark(name) === prop)
        .flatMap(([, entries]) => entries);
}

// Dash's mark of a prop that has not changed: a layout has brought it.
const broughtByLayout = 1;

/**
 * Cancels the callbacks that Dash is about to call only because a layout has brought the prop. Returns whether there were
 * any: the store does not announce this change.
 */
export function cancelPendingRuns(store: Store, key: string): boolean {
    const requested: LiveCallback[] = store.getState()?.callbacks?.requested ?? [];
    const brought = requested.filter(({changedPropIds}) => changedPropIds[key] === broughtByLayout);
    for (const live of brought) {
        delete live.changedPropIds[key];
        if (!live.initialCall && !Object.keys(live.changedPropIds).length) {
            requested.splice(requested.indexOf(live), 1);
        }
    }
    return brought.length > 0;
}

/** Has Dash handed another value of a prop to the callback than these? Where that cannot be known: no. */
export function receivedOtherValue(result: RunResult | null | undefined, values: {[key: string]: object}): boolean {
    const inputs = result?.payload?.inputs?.flat() ?? [];
    return inputs.some(({id, property, value}) => {
        const written = values[propKey(stringId(id)!, property)];
        return written !== undefined && value !== written && JSON.stringify(value) !== JSON.stringify(written);
    });
}
