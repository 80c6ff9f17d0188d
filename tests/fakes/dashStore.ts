import type {LiveCallback, RunResult} from '../../src/dash/callbacks';
import type {DashNode, Store} from '../../src/dash/store';

interface Definition {
    output: string;
    inputs: string[];
    outputs: string[];
    websocket?: boolean;
}

type List = 'requested' | 'prioritized' | 'blocked' | 'executing' | 'watched' | 'executed';

/** One run of a callback, moved through Dash's lists by the test. */
interface FakeRun {
    live: LiveCallback;
    props: {[key: string]: unknown};
    /** Dash sends it to the server: from now on it has a promise. */
    send: () => void;
    settle: (result: RunResult | null) => Promise<void>;
    /** Dash forgets it: something newer has replaced it, or none of its outputs is in the layout. */
    drop: () => void;
    /** Dash looks through its lists: a callback that outputs to ALL gets new triggers, equal to the old ones. */
    renew: () => void;
}

/** A fake of the renderer's store: the lists, the layout and the callback graph, driven step by step. */
export function createDashStore(definitions: Definition[]) {
    const listeners = new Set<() => void>();
    const lists: {[list in List]: LiveCallback[]} = {
        requested: [],
        prioritized: [],
        blocked: [],
        executing: [],
        watched: [],
        executed: [],
    };
    const state = {
        callbacks: lists as {[list: string]: LiveCallback[]},
        paths: {},
        graphs: {
            inputMap: byIdAndProp(definitions, 'inputs'),
            inputPatterns: {},
            outputMap: byIdAndProp(definitions, 'outputs'),
            outputPatterns: {},
        },
        layout: {props: {children: {}}} as any,
        layoutHashes: {} as {[path: string]: {hash: number; changedProps: object}},
        history: {past: [] as unknown[], present: undefined as unknown, future: [] as unknown[]},
    };
    const runs: FakeRun[] = [];
    const store: Store = {
        getState: () => state,
        subscribe: (listener) => {
            listeners.add(listener);
            return () => listeners.delete(listener);
        },
    };
    const notify = () => [...listeners].forEach((listener) => listener());

    function move(run: {live: LiveCallback}, to: List | null, change: Partial<LiveCallback> = {}) {
        const rest = Object.entries(state.callbacks).map(([list, lives]) => [
            list,
            lives.filter((live) => live !== run.live),
        ]);
        state.callbacks = Object.fromEntries(rest);
        run.live = {...run.live, ...change};
        if (to) {
            state.callbacks[to] = [...state.callbacks[to], run.live];
        }
        notify();
    }

    /** Requests the callbacks that take the prop, or one of several, as a change of it does. */
    function request(
        changed: string | string[],
        props: {[key: string]: unknown} = {},
        changedPropIds: LiveCallback['changedPropIds'] = Object.fromEntries([changed].flat().map((key) => [key, 2])),
        marks: Partial<LiveCallback> = {},
    ) {
        const keys = [changed].flat();
        for (const definition of definitions.filter(({inputs}) => inputs.some((input) => keys.includes(input)))) {
            let settlePromise: (result: RunResult | null) => void = () => undefined;
            const run: FakeRun = {
                live: {
                    callback: {output: definition.output, websocket: definition.websocket},
                    resolvedId: definition.output,
                    changedPropIds: {...changedPropIds},
                    ...marks,
                    getInputs: () => definition.inputs.map(ref),
                    getOutputs: () => definition.outputs.map(ref),
                },
                props,
                send: () =>
                    move(run, 'watched', {executionPromise: new Promise((resolve) => (settlePromise = resolve))}),
                settle: async (result) => {
                    settlePromise(result);
                    await Promise.resolve();
                    move(run, 'executed');
                    for (const [id, written] of Object.entries(result?.data ?? {})) {
                        writeProps(id, written!);
                    }
                    move(run, null);
                    await flush();
                },
                drop: () => move(run, null),
                renew: () => {
                    const list = Object.keys(state.callbacks).find((name) =>
                        state.callbacks[name].includes(run.live),
                    ) as List;
                    move(run, list, {changedPropIds: {...run.live.changedPropIds}});
                },
            };
            runs.push(run);
            state.callbacks = {...state.callbacks, requested: [...state.callbacks.requested, run.live]};
        }
        notify();
    }

    function writeProps(id: string, props: {[key: string]: unknown}) {
        const before = state.layout.props.children[id]?.props;
        const path = `props,children,${id}`;
        state.layoutHashes = {
            ...state.layoutHashes,
            [path]: {hash: (state.layoutHashes[path]?.hash ?? 0) + 1, changedProps: props},
        };
        state.layout = {props: {children: {...state.layout.props.children, [id]: {props: {id, ...before, ...props}}}}};
        notify();
    }

    function snapshot(): object {
        return JSON.parse(JSON.stringify(state.layout));
    }

    function bring(layout: object) {
        state.layout = layout;
        notify();
    }

    return {
        /** What a callback has of the layout as a State, and what it does when it gives that back: new objects. */
        snapshot,
        bring,
        echo: () => bring(snapshot()),
        store,
        state,
        runs,
        request,
        writeProps,
        listenerCount: () => listeners.size,
        node:
            (id: string): (() => DashNode) =>
            () => ({store, path: ['props', 'children', id], id}),
        /** What Dash's setProps does, with its undo history. */
        setProps: (id: string) => (props: {[key: string]: unknown}) => {
            request(
                Object.keys(props).map((prop) => `${id}.${prop}`),
                props,
            );
            const {past, present} = state.history;
            state.history = {past: [...past, present], present: props, future: []};
            writeProps(id, props);
        },
    };
}

/** Lets all that is ready in promises happen. */
export async function flush(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) {
        await Promise.resolve();
    }
}

/** Lets the timers that are due run as well. */
export function nextTask(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 1));
}

function ref(key: string) {
    const dot = key.lastIndexOf('.');
    return {id: key.slice(0, dot), property: key.slice(dot + 1)};
}

function byIdAndProp(definitions: Definition[], side: 'inputs' | 'outputs') {
    const map: {[id: string]: {[prop: string]: Definition[]}} = {};
    for (const definition of definitions) {
        for (const {id, property} of definition[side].map(ref)) {
            map[id] ??= {};
            map[id][property] = [...(map[id][property] ?? []), definition];
        }
    }
    return map;
}
