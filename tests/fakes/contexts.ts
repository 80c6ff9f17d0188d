import type {Channels, GlueWithContexts} from '../../src/connection/bus';

type Data = {[key: string]: unknown};
type Tell = (data: Data, delta: object, removed: string[], unsubscribe: () => void, extraData: object) => void;

/** Shared contexts of a gateway in memory, as the core library has them in each page. */
export function createFakeContexts() {
    const states = new Map<string, Data>();
    const subscriptions = new Set<{name: string; tell: Tell}>();
    const writes: unknown[][] = [];

    const tellAll = (name: string, updaterId: string) =>
        [...subscriptions]
            .filter((each) => each.name === name)
            .forEach(({tell}) => tell({...states.get(name)!}, {}, [], () => undefined, {updaterId}));

    const page = (peerId: string) => {
        const write =
            (operation: string, change: (name: string, given: never) => void) =>
            async (name: string, given: unknown) => {
                await Promise.resolve();
                writes.push([operation, name, given]);
                change(name, given as never);
                tellAll(name, peerId);
            };
        const contexts = {
            all: () => [...states.keys()],
            get: async (name: string) => ({...states.get(name)}),
            update: write('update', (name, data: Data) => states.set(name, {...states.get(name), ...data})),
            setPaths: write('setPaths', (name, paths: {path: string; value: unknown}[]) => {
                const state = JSON.parse(JSON.stringify(states.get(name) ?? {})) as {data: Data} & Data;
                for (const {path, value} of paths) {
                    const [, key] = /^data\.(.*)$/.exec(path) ?? [];
                    state.data ??= {};
                    Object.assign(key ? state.data : state, {[key ?? path]: value});
                }
                states.set(name, state);
            }),
            subscribe: async (name: string, tell: Tell) => {
                const subscription = {name, tell};
                subscriptions.add(subscription);
                if (states.has(name)) {
                    tell({...states.get(name)!}, {}, [], () => undefined, {});
                }
                return () => void subscriptions.delete(subscription);
            },
        };
        return {contexts, interop: {instance: {peerId}}} as unknown as GlueWithContexts & {channels: Channels};
    };
    return {page, states, subscriptions, writes};
}

/** A client library's own connection, whose losses and returns a test tells. */
export function createFakeLibraryConnection() {
    const listeners: {[event: string]: ((given?: unknown) => void)[]} = {
        connected: [],
        disconnected: [],
        onLibReAnnounced: [],
    };
    const on = (event: string) => (listener: (given?: unknown) => void) => {
        listeners[event].push(listener);
        return () => {
            listeners[event] = listeners[event].filter((each) => each !== listener);
        };
    };
    const tell = (event: string, given?: unknown) => listeners[event].forEach((listener) => listener(given));
    return {
        connection: {
            connected: on('connected'),
            disconnected: on('disconnected'),
            onLibReAnnounced: on('onLibReAnnounced'),
        },
        lose: () => tell('disconnected'),
        comeBack: () => tell('connected'),
        announce: (name: string) => tell('onLibReAnnounced', {name}),
    };
}
