import {PropRef, isWildcard, matchesAny, propKey, stringId, withoutDuplicateMark} from './propKeys';

/**
 * All that this library knows of Dash's store (of its requests: `responses.ts`): it lists every callback on its way, from
 * the change that requested it until its answer is applied. The shape has been the same since Dash 1.13, but it is not a
 * public API: it is tested before use, and delivery goes on in a simpler way where it is another.
 */
export interface Store {
    getState: () => any;
    subscribe: (listener: () => void) => () => void;
}

export interface StoredProps {
    [prop: string]: unknown;
}

/** Where a component stands in Dash's layout. */
export interface DashNode {
    store: Store | null;
    path: (string | number)[] | null;
    /** The string form of the id; without one no callback can name the component. */
    id: string | undefined;
}

interface DashContext {
    componentPath?: (string | number)[];
    useStore?: () => Store;
}

declare global {
    interface Window {
        dash_component_api?: {useDashContext?: () => DashContext};
        dash_stores?: Store[];
        store?: Store;
    }
}

/** Where the component that renders just now stands; to be asked on every render. */
export function useDashContext(id: unknown): DashNode {
    // Dash 3 and later offer their context to components; before that there is none, on any render.
    const context = window.dash_component_api?.useDashContext?.() ?? {};
    const store = context.useStore?.() ?? window.dash_stores?.[0] ?? window.store ?? null;
    return {store, path: context.componentPath ?? null, id: stringId(id)};
}

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

/** The callbacks on their way that have this prop among their inputs, whatever triggered them. */
export function liveListeners(store: Store, key: string): LiveCallback[] {
    const {paths} = store.getState();
    return liveCallbacks(store).filter((live) => matchesAny(live.getInputs(paths), key));
}

/** The callbacks on their way that may write this prop. */
export function liveWriters(store: Store, key: string): LiveCallback[] {
    return liveCallbacks(store).filter((live) => writesProp(store, live, key));
}

function liveCallbacks(store: Store): LiveCallback[] {
    const {callbacks} = store.getState();
    return liveLists.flatMap((list) => callbacks[list] as LiveCallback[]);
}

/** Calls the listener when callbacks have moved. Most changes of the store are others. */
export function onCallbacksMoved(store: Store, listener: () => void): () => void {
    let seen: unknown;
    return store.subscribe(() => {
        const {callbacks} = store.getState();
        if (callbacks !== seen) {
            seen = callbacks;
            listener();
        }
    });
}

/**
 * What stays the same in the copies of one record: its promise, and as a rule the object with its triggers (a callback
 * that outputs to ALL gets a new one whenever Dash looks through its lists).
 */
function identityKeys({changedPropIds, executionPromise}: LiveCallback): object[] {
    return executionPromise ? [changedPropIds, executionPromise] : [changedPropIds];
}

/** Are these two copies of one record? */
export function isSame(one: LiveCallback, other: LiveCallback): boolean {
    return identityKeys(one).some((mark) => identityKeys(other).includes(mark));
}

/** A set of callbacks on their way that knows them again in their copies. */
export function createCallbackSet() {
    const marks = new WeakSet<object>();
    const add = (live: LiveCallback) => identityKeys(live).forEach((mark) => marks.add(mark));
    return {
        add,
        has: (live: LiveCallback) => {
            const isKnown = identityKeys(live).some((mark) => marks.has(mark));
            if (isKnown) {
                // The next copy may share only what this one has newly got.
                add(live);
            }
            return isKnown;
        },
        delete: (live: LiveCallback) => identityKeys(live).forEach((mark) => marks.delete(mark)),
    };
}

export function writesProp(store: Store, live: LiveCallback, key: string): boolean {
    return matchesAny(live.getOutputs(store.getState().paths), key);
}

/** Does a callback of the app other than these output the prop? Then a value can still come from there. */
export function isOutputElsewhere(store: Store, id: string, prop: string, known: Set<string>): boolean {
    const {outputMap, outputPatterns} = store.getState().graphs;
    const isOther = (callback: {output: string}) => !known.has(callback.output);
    const ofProp = (byProp: {[prop: string]: any[]} | undefined) =>
        Object.entries(byProp ?? {})
            .filter(([name]) => withoutDuplicateMark(name) === prop)
            .flatMap(([, found]) => found);
    if (!id.startsWith('{')) {
        return ofProp(outputMap?.[id]).some(isOther);
    }
    const values = JSON.parse(id) as {[key: string]: unknown};
    const keys = Object.keys(values).sort();
    return ofProp(outputPatterns?.[keys.join(',')]).some(
        (pattern: {values: unknown[]; callbacks: {output: string}[]}) =>
            keys.every((key, i) => isWildcard(pattern.values[i]) || pattern.values[i] === values[key]) &&
            pattern.callbacks.some(isOther),
    );
}

/** The component's props in the store: every value a callback writes is seen there, while React may skip some. */
export function storedProps({store, path, id}: DashNode): StoredProps | undefined {
    if (!store || !path || id === undefined) {
        return undefined;
    }
    const component = path.reduce((node, step) => node?.[step], store.getState()?.layout);
    // The path is that of the last render: another component may stand there by now.
    return component?.props && stringId(component.props.id) === id ? component.props : undefined;
}

// Dash's mark of a prop that has not changed: a layout has brought it.
const broughtByLayout = 1;

/** Calls off the callbacks that Dash is about to call only since a layout has brought the prop. */
export function cancelPendingRuns(store: Store, key: string): void {
    const requested: LiveCallback[] = store.getState()?.callbacks?.requested ?? [];
    for (const live of [...requested].filter(({changedPropIds}) => changedPropIds[key] === broughtByLayout)) {
        delete live.changedPropIds[key];
        if (!live.initialCall && !Object.keys(live.changedPropIds).length) {
            requested.splice(requested.indexOf(live), 1);
        }
    }
}

/** Has Dash handed another value of the prop to the callback than this one? Unknown: no. */
export function receivedOtherValue(result: RunResult | null | undefined, key: string, value: object): boolean {
    const given = result?.payload?.inputs?.flat().find(({id, property}) => propKey(stringId(id)!, property) === key);
    return !!given && given.value !== value && JSON.stringify(given.value) !== JSON.stringify(value);
}

/** How often the component's own props have been written; undefined: never since its layout came. */
export function writeCount({store, path}: DashNode): number | undefined {
    return path ? store?.getState()?.layoutHashes?.[path.join(',')]?.hash : undefined;
}

/** The props that the last change of the component wrote, in the order in which its callback named them. */
export function lastWrittenProps({store, path}: DashNode): string[] {
    const change = path && store?.getState()?.layoutHashes?.[path.join(',')];
    return Object.keys(change?.changedProps ?? {});
}

/**
 * Runs `write` so that what it reports does not enter Dash's undo history: the history is never trimmed (every
 * invocation would stay in memory), and Undo would hand old invocations to the callbacks again.
 */
export function withoutHistory(store: Store | null, write: () => void): void {
    const before = store?.getState()?.history;
    if (!Array.isArray(before?.past)) {
        write();
        return;
    }
    const {past, present, future} = before;
    write();
    Object.assign(store!.getState().history, {past, present, future});
}

/**
 * Marks an event so that Dash never finds it equal to the one before: equal values are dropped without a callback.
 * Dash compares with Ramda, which asks this method of the Fantasy Land convention first. It does not travel in JSON.
 */
export function neverEqual<T extends object>(event: T): T {
    return Object.defineProperty(event, 'fantasy-land/equals', {value: () => false});
}
