import type {Context} from '@finos/fdc3-context';
import type {Channel, ContextHandler, ContextMetadata, Listener} from '@finos/fdc3-standard';
import {serialize} from '../async/serialize';
import {BusError, type Problem, problemOf} from '../values/busError';
import type {Fdc3Agent} from './agent';
import {findChannel} from './channels';
import {type Source, isContext, readContext, readSource} from './readContext';

/** A context that came, and where from. */
interface ContextEvent {
    context: Context;
    source: Source | null;
    channelId: string | null;
}

export interface ContextRequest {
    /** Null: all. */
    contextTypes: string[] | null;
    /** Null: the page's user channel, whichever that is. */
    channelId: string | null;
    /** Whether an app channel, too, gives its present contexts first. */
    replay: boolean;
}

export interface ContextReceiver {
    onContext: (event: ContextEvent) => void;
    /** A context of another app cannot be taken. */
    onDropped: (problem: Problem) => void;
}

/** Listens to contexts. Resolves to what ends that. */
export async function watchContexts(
    agent: Fdc3Agent,
    {contextTypes, channelId, replay}: ContextRequest,
    receiver: ContextReceiver,
): Promise<() => void> {
    // A listener for each type: on a channel with contexts of several types each is given its own.
    const types = contextTypes ?? [null];
    const channel = channelId === null ? null : await findChannel(agent, channelId);
    const {give, start} = createContextGiver(
        receiver,
        async () => channel ?? agent.getCurrentChannel(),
        types.length > 1,
    );
    const end = await (channel
        ? listenOn(channel, types, channel.type === 'user' || replay, give)
        : listenToAll(types, (type) => agent.addContextListener(type, give)));
    start();
    return end;
}

/** With `hasReplay` the present contexts come as well. */
async function listenOn(
    channel: Channel,
    types: (string | null)[],
    hasReplay: boolean,
    give: ContextHandler,
): Promise<() => void> {
    const seen = new Set<string | null>();
    const end = await listenToAll(types, (type) =>
        channel.addContextListener(type, (context, metadata) => {
            seen.add(type);
            void give(context, metadata);
        }),
    );
    if (hasReplay) {
        await givePresent(channel, types, (type, context) => !seen.has(type) && give(context)).catch((reason) => {
            end();
            throw reason;
        });
    }
    return end;
}

async function givePresent(
    channel: Channel,
    types: (string | null)[],
    give: (type: string | null, context: Context) => void,
): Promise<void> {
    for (const type of types) {
        const context = await channel.getCurrentContext(type ?? undefined);
        if (context) {
            give(type, context);
        }
    }
}

/**
 * Gives contexts in order, although the channel has to be asked for; none before the start. With `isMixed` they come from the
 * listeners of several types, which are given what the channel holds already: the newest of that comes last.
 */
function createContextGiver(
    {onContext, onDropped}: ContextReceiver,
    channelNow: () => Promise<Channel | null>,
    isMixed: boolean,
) {
    const inOrder = serialize();
    const waiting: Omit<ContextEvent, 'channelId'>[] = [];
    let hasStarted = false;
    const giveWaiting = () =>
        inOrder(async () => {
            if (!hasStarted || !waiting.length) {
                return;
            }
            // Agents answer when the page has joined the channel, and the listeners have what it holds.
            const channel = await channelNow().catch(() => null);
            const events = waiting.splice(0);
            if (isMixed && events.length > 1) {
                const newest = JSON.stringify(await channel?.getCurrentContext().catch(() => null));
                const last = events.map(({context}) => JSON.stringify(context)).lastIndexOf(newest);
                // With -1 the last stays the last.
                events.push(...events.splice(last, 1));
            }
            events.forEach((event) => onContext({...event, channelId: channel?.id ?? null}));
        });
    return {
        give: (given: unknown, metadata?: ContextMetadata): void => {
            try {
                // At once: the app that gave the object may change it.
                waiting.push({context: readContext(given), source: readSource(metadata?.source)});
            } catch (reason) {
                onDropped(problemOf(reason, 'invalid_arguments'));
                return;
            }
            void giveWaiting();
        },
        start: (): void => {
            hasStarted = true;
            void giveWaiting();
        },
    };
}

/** One of them failing, none stays. */
async function listenToAll(
    types: (string | null)[],
    listen: (type: string | null) => Promise<Listener>,
): Promise<() => void> {
    const listeners: Listener[] = [];
    const end = () => listeners.forEach((listener) => void listener.unsubscribe().catch(() => undefined));
    try {
        for (const type of types) {
            listeners.push(await listen(type));
        }
    } catch (reason) {
        end();
        throw reason;
    }
    return end;
}

/** Broadcasts one context or a list of them, in order, on a named channel or on the page's user channel. */
export async function broadcast(agent: Fdc3Agent, command: unknown, channelId: string | null): Promise<void> {
    const contexts: unknown[] = Array.isArray(command) ? command : [command];
    const wrong = contexts.find((context) => !isContext(context));
    if (wrong !== undefined) {
        throw new BusError('invalid_command', 'broadcast must be a context with a "type", or a list of those.');
    }
    const channel = channelId === null ? await agent.getCurrentChannel() : await findChannel(agent, channelId);
    if (!channel) {
        throw new BusError('rejected', 'broadcast: the page is on no user channel; join one first.');
    }
    for (const context of contexts as Context[]) {
        await (channelId === null ? agent.broadcast(context) : channel.broadcast(context));
    }
}
