import type {Context} from '@finos/fdc3-context';
import type {
    AppIdentifier,
    AppIntent,
    Channel,
    ContextHandler,
    ImplementationMetadata,
    IntentResolution,
    IntentResult,
    Listener,
} from '@finos/fdc3-standard';
import {createAnnouncer} from '../async/announcer';
import {operationTimeoutMs} from '../async/timeouts';
import {withTimeout} from '../async/withTimeout';
import {BusError} from '../values/busError';
import type {Fdc3Agent} from './agent';

type Call = (...operands: unknown[]) => unknown;

interface Foreign {
    [call: string]: unknown;
}

/** How an app is named: by an AppIdentifier, before FDC3 2.0 by its name or by a record with a name. */
type ForeignApp = string | (Partial<AppIdentifier> & {name?: string});

/**
 * An agent of another maker, of FDC3 1.1 to 2.2: what is asynchronous in 2.2 may answer at once, a call may have an older name
 * or be missing, and apps may have names only. `whose` is how messages name the agent.
 */
export async function adaptAgent(kind: 'window' | 'web', desktopAgent: object, whose: string): Promise<Fdc3Agent> {
    const foreign = desktopAgent as Foreign;
    const call = async (names: string[], ...operands: unknown[]): Promise<unknown> =>
        method(foreign, names, whose)(...operands);
    const info = await readInfo(foreign);
    const isOld = !(parseFloat(info.fdc3Version) >= 2);
    const target = (app?: AppIdentifier): unknown[] => (app ? [isOld ? app.appId : app] : []);
    const changes = createChanges(call);
    const nothing = () => undefined;
    let joining: Promise<void> = Promise.resolve();
    return {
        kind,
        getInfo: () => readInfo(foreign),
        broadcast: async (context) => void (await call(['broadcast'], context)),
        addContextListener: async (contextType, handler) =>
            // Before 2.0 only a listener without a type gets the contexts of all types.
            listenerOf(
                await call(['addContextListener'], ...(isOld && contextType === null ? [] : [contextType]), handler),
            ),
        getUserChannels: async () =>
            ((await call(['getUserChannels', 'getSystemChannels'])) as Channel[]).map((channel) =>
                adaptChannel(channel, whose),
            ),
        getCurrentChannel: async () => {
            await joining;
            const channel = (await call(['getCurrentChannel'])) as Channel | null | undefined;
            return channel ? adaptChannel(channel, whose) : null;
        },
        joinUserChannel: async (channelId) => {
            const joined = call(['joinUserChannel', 'joinChannel'], channelId);
            // The listeners get what the channel holds before that. One that never ends must not hold up all contexts.
            joining = withTimeout(joined, operationTimeoutMs, 'The FDC3 agent did not answer').then(nothing, nothing);
            await joined;
            changes.announce();
        },
        leaveCurrentChannel: async () => {
            await call(['leaveCurrentChannel']);
            changes.announce();
        },
        getOrCreateChannel: async (channelId) =>
            adaptChannel((await call(['getOrCreateChannel'], channelId)) as Channel, whose),
        onChannelChanged: changes.subscribe,
        addIntentListener: async (intent, handler, offer) => {
            const listener = listenerOf(await call(['addIntentListener'], intent, handler));
            offer?.onOutcome?.(null);
            return listener;
        },
        raiseIntent: async (intent, context, app) =>
            resolutionOf(await call(['raiseIntent'], intent, context, ...target(app)), intent),
        raiseIntentForContext: async (context, app) =>
            resolutionOf(await call(['raiseIntentForContext'], context, ...target(app)), ''),
        findIntent: async (intent, context, resultType) =>
            appIntentOf(await call(['findIntent'], intent, context, resultType)),
        findIntentsByContext: async (context, resultType) =>
            ((await call(['findIntentsByContext'], context, resultType)) as unknown[]).map(appIntentOf),
    };
}

/** The first of the calls that the agent has. */
function method(foreign: Foreign, names: string[], whose: string): Call {
    const name = names.find((candidate) => typeof foreign[candidate] === 'function');
    if (name === undefined) {
        throw new BusError('unsupported', `${whose} has no ${names[0]}, so it cannot do this.`);
    }
    return (foreign[name] as Call).bind(foreign);
}

async function readInfo(foreign: Foreign): Promise<ImplementationMetadata> {
    const info = typeof foreign.getInfo === 'function' ? await (foreign.getInfo as Call)() : undefined;
    // Version 1.1 has no getInfo.
    return {fdc3Version: '1.1', provider: 'unknown', ...(info as object | undefined)} as ImplementationMetadata;
}

/**
 * Changes of the page's user channel. Agents announce those of others since 2.2, if at all; FINOS's in a form of its own. Those
 * that this page makes are known here. One that the user makes in the container moves the focus there, and back.
 */
function createChanges(call: (names: string[], ...operands: unknown[]) => Promise<unknown>) {
    const {announce, subscribe} = createAnnouncer();
    let isFollowing = false;
    return {
        announce,
        subscribe: (listener: () => void) => {
            if (!isFollowing) {
                isFollowing = true;
                call(['addEventListener'], 'userChannelChanged', announce).catch(() => undefined);
                window.addEventListener('focus', announce);
            }
            return subscribe(listener);
        },
    };
}

function adaptChannel(channel: Channel, whose: string): Channel {
    const foreign = channel as unknown as Foreign;
    const call = async (name: string, ...operands: unknown[]): Promise<unknown> =>
        method(foreign, [name], `A channel of ${whose}`)(...operands);
    const {id, type, displayMetadata} = channel;
    return {
        id,
        // Before 2.0 user channels are called system channels.
        type: (type as string) === 'system' ? 'user' : type,
        displayMetadata,
        broadcast: async (context: Context) => void (await call('broadcast', context)),
        getCurrentContext: async (contextType?: string) =>
            ((await call('getCurrentContext', ...(contextType === undefined ? [] : [contextType]))) as Context) ?? null,
        addContextListener: async (contextType: unknown, handler?: ContextHandler) =>
            // Of a listener for all types every version takes the handler alone.
            listenerOf(await call('addContextListener', ...(contextType === null ? [] : [contextType]), handler)),
    } as Channel;
}

const listenerOf = (listener: unknown): Listener => ({
    unsubscribe: async () => void (await (listener as Partial<Listener> | undefined)?.unsubscribe?.()),
});

function resolutionOf(resolution: unknown, intent: string): IntentResolution {
    const given = (resolution ?? {}) as {source?: ForeignApp; intent?: string; getResult?: () => unknown};
    return {
        source: appOf(given.source),
        intent: given.intent ?? intent,
        getResult: async () => (await given.getResult?.()) as IntentResult,
    };
}

function appIntentOf(found: unknown): AppIntent {
    const {intent, apps} = found as {intent: AppIntent['intent']; apps: ForeignApp[]};
    return {intent, apps: apps.map(appOf)};
}

function appOf(app: ForeignApp = ''): AppIdentifier {
    return typeof app === 'string' ? {appId: app} : {...app, appId: app.appId ?? app.name ?? ''};
}
