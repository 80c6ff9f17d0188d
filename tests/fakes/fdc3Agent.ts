import type {Context} from '@finos/fdc3-context';
import type {Channel, ContextHandler, IntentHandler} from '@finos/fdc3-standard';
import type {Fdc3Agent, IntentOffer} from '../../src/fdc3/agent';

interface Listener {
    type: string | null;
    handler: ContextHandler;
}

export const instrument = (ticker: string): Context => ({type: 'fdc3.instrument', id: {ticker}});

/** An agent in memory: the calls of other apps are what a test makes. */
export function createFakeAgent(kind: Fdc3Agent['kind'] = 'bus') {
    const channels = new Map<string, ReturnType<typeof createFakeChannel>>();
    const addChannel = (id: string, type: 'user' | 'app') => {
        const channel = channels.get(id) ?? createFakeChannel(id, type);
        channels.set(id, channel);
        return channel;
    };
    ['fdc3.channel.1', 'fdc3.channel.2'].forEach((id) => addChannel(id, 'user'));
    const listeners = new Set<Listener>();
    const changeListeners = new Set<() => void>();
    const intents = new Map<string, {handler: IntentHandler; offer?: IntentOffer}>();
    const broadcasts: Context[] = [];
    let current: string | null = null;
    /** As agents do on user channels: a listener gets the context of its type. */
    const replay = async ({type, handler}: Listener) => {
        const context = current === null ? null : await channels.get(current)!.getCurrentContext(type ?? undefined);
        if (context) {
            void handler(context);
        }
    };
    const moveSilently = (id: string | null) => {
        current = id;
    };
    const move = (id: string | null) => {
        moveSilently(id);
        [...changeListeners].forEach((listener) => listener());
    };
    const agent = {
        kind,
        getInfo: jest.fn(async () => ({
            fdc3Version: '2.2',
            provider: 'fake',
            appMetadata: {appId: 'quotes', instanceId: 'i1'},
        })),
        broadcast: jest.fn(async (context: Context) => void broadcasts.push(context)),
        addContextListener: jest.fn(async (type: string | null, handler: ContextHandler) => {
            const listener = {type, handler};
            listeners.add(listener);
            await replay(listener);
            return {unsubscribe: async () => void listeners.delete(listener)};
        }),
        getUserChannels: jest.fn(async () => [...channels.values()].filter(({type}) => type === 'user')),
        getCurrentChannel: jest.fn(async () => (current === null ? null : channels.get(current)!)),
        joinUserChannel: jest.fn(async (id: string) => move(id)),
        leaveCurrentChannel: jest.fn(async () => move(null)),
        getOrCreateChannel: jest.fn(async (id: string) => addChannel(id, 'app')),
        onChannelChanged: (listener: () => void) => {
            changeListeners.add(listener);
            return () => void changeListeners.delete(listener);
        },
        addIntentListener: jest.fn(async (intent: string, handler: IntentHandler, offer?: IntentOffer) => {
            intents.set(intent, {handler, offer});
            return {unsubscribe: async () => void intents.delete(intent)};
        }),
        raiseIntent: jest.fn(),
        raiseIntentForContext: jest.fn(),
        findIntent: jest.fn(),
        findIntentsByContext: jest.fn(),
    };
    return {
        agent: agent as unknown as Fdc3Agent,
        calls: agent,
        channels,
        addChannel,
        listeners,
        changeListeners,
        intents,
        broadcasts,
        move,
        /** As agents that do not announce changes. */
        moveSilently,
        /** Another app broadcasts on the page's channel. */
        give: (context: unknown, source: object | undefined = {appId: 'blotter', instanceId: 'b1'}) =>
            [...listeners]
                .filter(({type}) => type === null || type === (context as Context).type)
                .forEach(({handler}) => void handler(context as Context, {source} as never)),
        /** Another app raises an intent here. */
        raise: async (intent: string, context: unknown, source: object = {appId: 'blotter', instanceId: 'b1'}) =>
            intents.get(intent)!.handler(context as Context, {source} as never),
    };
}

function createFakeChannel(id: string, type: 'user' | 'app') {
    const listeners = new Set<Listener>();
    const contexts: Context[] = [];
    const channel = {
        id,
        type,
        displayMetadata: {name: `Channel ${id}`, color: 'red'},
        contexts,
        listeners,
        broadcast: jest.fn(async (context: Context) => void contexts.push(context)),
        getCurrentContext: jest.fn(
            async (contextType?: string) =>
                contexts.filter((context) => !contextType || context.type === contextType).pop() ?? null,
        ),
        addContextListener: jest.fn(async (contextType: string | null, handler: ContextHandler) => {
            const listener = {type: contextType, handler};
            listeners.add(listener);
            return {unsubscribe: async () => void listeners.delete(listener)};
        }),
    };
    return channel as unknown as Channel & typeof channel;
}
