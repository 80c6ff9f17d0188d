import type {Bus, Glue, GlueWithContexts} from '../../src/connection/bus';
import type {ConnectionState} from '../../src/connection/connection';
import type {Settings} from '../../src/connection/settings/settings';
import {channelsOverContexts} from '../../src/fallbackApis/contextChannels/channelsOverContexts';
import type {createFakeContexts} from './contexts';
import {createFakeStreams} from './streams';
import type {createFakeDiscovery} from './discovery';

type AsyncHandler = (
    args: unknown,
    caller: object,
    succeed: (result?: object) => void,
    fail: (reason?: unknown) => void,
) => void;

interface Apis {
    /** Those of a gateway that other pages may share; without them the bus has no contexts. */
    contexts?: ReturnType<typeof createFakeContexts>;
    /** The channels over these contexts. */
    channels?: Parameters<typeof channelsOverContexts>[1];
    /** What other pages offer; without it nothing. */
    discovery?: ReturnType<typeof createFakeDiscovery>;
    /** How the gateway names this page. */
    peerId?: string;
}

/** An in-memory bus: records what was sent, emits what a test says. */
export function createFakeBus({contexts, channels, discovery, peerId = 'me'}: Apis = {}) {
    const statusListeners = new Set<(isConnected: boolean, reason?: string) => void>();
    const methods = new Map<string, {definition: {name: string}; handler: AsyncHandler}>();
    const sent: unknown[][] = [];
    const streams = createFakeStreams((name) => methods.has(name));
    const bus = {
        platform: 'embedded',
        glue: {
            interop: {
                instance: {application: 'Test app', instance: 'i1'},
                // An app that offers everything.
                servers: jest.fn((): object[] => [{}]),
                serverMethodAdded: () => () => undefined,
                registerAsync: jest.fn(async (definition: {name: string}, handler: AsyncHandler) => {
                    if (methods.has(definition.name)) {
                        throw `A method with the name "${definition.name}" already exists!`;
                    }
                    methods.set(definition.name, {definition, handler});
                }),
                createStream: streams.createStream,
                unregister: jest.fn(async (name: string) => {
                    methods.delete(name);
                }),
                invoke: jest.fn((...call: unknown[]): Promise<object> => {
                    sent.push(call);
                    return Promise.resolve({returned: {n: sent.length}, getServers: () => []});
                }),
            },
        } as unknown as Glue,
        onStatus: (listener: (isConnected: boolean, reason?: string) => void) => {
            statusListeners.add(listener);
            return () => statusListeners.delete(listener);
        },
        close: jest.fn(),
    } satisfies Bus;
    if (contexts) {
        const page = contexts.page(peerId);
        bus.glue.contexts = page.contexts;
        Object.assign(bus.glue.interop.instance, page.interop.instance);
    }
    if (discovery) {
        Object.assign(bus.glue.interop, discovery.interop);
    }
    if (channels) {
        bus.glue.channels = channelsOverContexts(bus.glue as GlueWithContexts, channels);
    }

    return {
        bus: bus as Bus,
        methods,
        streams,
        sent,
        interop: bus.glue.interop as unknown as {
            [name in 'registerAsync' | 'unregister' | 'invoke' | 'servers']: jest.Mock;
        },
        statusListeners,
        setConnected: (isConnected: boolean) => [...statusListeners].forEach((listener) => listener(isConnected)),
        /** What another app's invocation does here. */
        call: (name: string, args: unknown, caller: object = {application: 'Excel'}) =>
            new Promise((resolve, reject) => methods.get(name)!.handler(args, caller, resolve, reject)),
    };
}

/** A page's connection whose state a test sets. */
export function createFakeConnection() {
    let state: ConnectionState = {status: 'absent'};
    let settings: Settings | undefined;
    const listeners = new Set<() => void>();
    const set = (next: ConnectionState) => {
        state = next;
        [...listeners].forEach((listener) => listeners.has(listener) && listener());
    };
    return {
        state: () => state,
        settings: () => settings,
        setSettings: (next: Settings) => {
            settings = next;
        },
        subscribe: (listener: () => void) => {
            listeners.add(listener);
            return () => {
                listeners.delete(listener);
            };
        },
        open: jest.fn((): (() => void) => {
            if (state.status !== 'absent') {
                throw new Error('There is one already.');
            }
            set({status: 'connecting'});
            return () => set({status: 'absent'});
        }),
        set,
        listeners,
    };
}
