import {channelNamesRetryIntervalMs} from '../async/timeouts';
import type {ChannelContext, Channels, Glue} from '../connection/bus';
import {onContextNames} from '../connection/clientLibrary/contextNames';
import {BusError} from '../values/busError';
import {pythonRepr} from '../values/pythonRepr';
import {toPlainJson} from '../values/toPlainJson';
import {apiOf} from './apiOf';
import {assertSafePaths} from './contexts';
import {readCommand} from './readCommand';
import {isText} from '../values/isText';

/** What has changed. */
export interface ChannelsState {
    all?: string[];
    list?: ChannelContext[];
    /** The channel that the page is on; null: on none. */
    my?: ChannelContext | null;
}

interface ChannelsListener {
    /** Called once for everything that a task of the page has changed. */
    onState: (state: ChannelsState) => void;
    /** Called at once with the name of the channel that the page is on, or null, before `onState`. */
    onChannel: (name: string | null) => void;
}

/**
 * Reports which channels there are, what they hold and on which the page is, as far as `reported` does not have it already,
 * now and at every change. To be stopped when the connection is lost, as without one some libraries know no channel.
 */
export async function watchChannels(
    glue: Glue,
    reported: ChannelsState,
    {onState, onChannel}: ChannelsListener,
): Promise<() => void> {
    const channels = apiOf(glue, 'channels');
    const subscriptions = new Map<string, ChannelSubscription>();
    const current = () => channels.my() ?? null;
    let names: string[] = [];
    let currentWhenRead: string | null = null;
    let reads = 0;
    let isStopped = false;
    let retry: ReturnType<typeof setTimeout> | undefined;

    const report = oncePerTask(() => {
        if (!isStopped) {
            reportChanges(stateOf(names, subscriptions, current(), currentWhenRead), reported, onState);
        }
    });
    const readNames = async () => {
        const read = ++reads;
        const [currentNow, all] = [current(), await channels.all()];
        if (!isStopped && read === reads) {
            names = all;
            currentWhenRead = currentNow;
            setSubscriptions(subscriptions, all, (name) => subscribeChannel(channels, name, report));
            report();
        }
    };
    const readNamesAgain = () => {
        clearTimeout(retry);
        const read = reads + 1;
        // A command that needs the names fails with the reason.
        readNames().catch(() => {
            if (!isStopped && read === reads) {
                retry = setTimeout(readNamesAgain, channelNamesRetryIntervalMs);
            }
        });
    };
    const stopListening = [
        channels.onChanged(() => {
            report();
            onChannel(current());
            readNamesAgain();
        }),
        onContextNames(glue, readNamesAgain),
    ];
    const stop = () => {
        isStopped = true;
        clearTimeout(retry);
        stopListening.forEach((end) => end());
        subscriptions.forEach((subscription) => subscription.stop());
    };
    try {
        onChannel(current());
        await readNames();
    } catch (reason) {
        stop();
        throw reason;
    }
    return stop;
}

function reportChanges(state: ChannelsState, reported: ChannelsState, onState: ChannelsListener['onState']): void {
    const changes = Object.entries(state).filter(
        ([prop, value]) => !isSame(value, reported[prop as keyof ChannelsState]),
    );
    Object.assign(reported, state);
    if (changes.length) {
        onState(Object.fromEntries(changes));
    }
}

/** Runs what is to be done once for all calls in the present task of the page. */
function oncePerTask(run: () => void): () => void {
    let isDue = false;
    return () => {
        if (!isDue) {
            isDue = true;
            queueMicrotask(() => {
                isDue = false;
                run();
            });
        }
    };
}

interface ChannelSubscription {
    /** Absent until the channel's data has come. */
    channel?: ChannelContext;
    hasFailed: boolean;
    stop: () => void;
}

/** Subscribes to the channels of these names that have no subscription, and ends the subscriptions to others. */
function setSubscriptions(
    subscriptions: Map<string, ChannelSubscription>,
    names: string[],
    subscribe: (name: string) => ChannelSubscription,
): void {
    for (const [name, subscription] of subscriptions) {
        if (!names.includes(name)) {
            subscription.stop();
            subscriptions.delete(name);
        }
    }
    names.filter((name) => !subscriptions.has(name)).forEach((name) => subscriptions.set(name, subscribe(name)));
}

function subscribeChannel(channels: Channels, name: string, onChange: () => void): ChannelSubscription {
    const subscribed = channels.subscribeFor(name, (data, context) => {
        subscription.channel = toPlainJson({name, meta: context?.meta ?? {}, data: data ?? {}});
        onChange();
    });
    const subscription: ChannelSubscription = {
        hasFailed: false,
        stop: () =>
            void subscribed.then(
                (unsubscribe) => unsubscribe(),
                () => undefined,
            ),
    };
    subscribed.catch(() => {
        // The channel is gone already.
        subscription.hasFailed = true;
        onChange();
    });
    return subscription;
}

/** What is certain: a list is reported when it is complete. */
function stateOf(
    names: string[],
    subscriptions: Map<string, ChannelSubscription>,
    current: string | null,
    currentWhenRead: string | null,
): ChannelsState {
    const all = names.map((name) => subscriptions.get(name));
    const isComplete = all.every((subscription) => subscription?.channel || subscription?.hasFailed);
    const mine = current === null ? undefined : subscriptions.get(current);
    const isMineCertain = current === null || !!mine?.channel || (isComplete && current === currentWhenRead);
    return {
        ...(isComplete && {all: names, list: all.flatMap((subscription) => subscription?.channel ?? [])}),
        ...(isMineCertain && {my: mine?.channel ?? null}),
    };
}

/** A channel that has not changed is still the same object; lists are new ones. */
function isSame(value: unknown, other: unknown): boolean {
    return Array.isArray(value) && Array.isArray(other)
        ? value.length === other.length && value.every((element, i) => element === other[i])
        : value === other;
}

/** The commands on channels. Each rejects with what is wrong with the command. */
export const channelOperations = {
    join: async (glue: Glue, command: unknown): Promise<void> => {
        const {name} = readCommand('join', command, {name: 'text'});
        await (await channelsWith(glue, 'join', name)).join(name);
    },
    leave: async (glue: Glue, command: unknown): Promise<void> => {
        readCommand('leave', command, {});
        await apiOf(glue, 'channels').leave();
    },
    publish: async (glue: Glue, command: unknown): Promise<void> => {
        const {data, name} = readCommand('publish', command, {data: 'dict', name: 'text?'});
        assertSafePaths('publish', Object.keys(data));
        const channel = name ?? apiOf(glue, 'channels').my();
        if (channel === undefined || channel === null) {
            throw new BusError(
                'rejected',
                'publish: this page is on no channel; join one first, or give the "name" of one.',
            );
        }
        await (await channelsWith(glue, 'publish', channel)).publish(data, channel);
    },
    /** Takes the name of a channel, or null for none. */
    channel: async (glue: Glue, name: unknown): Promise<void> => {
        if (name !== null && !isText(name)) {
            throw new BusError(
                'invalid_command',
                `channel must be the name of a channel or None, not ${pythonRepr(name)}.`,
            );
        }
        const channels = apiOf(glue, 'channels');
        if (name === (channels.my() ?? null)) {
            return;
        }
        if (name === null) {
            await channels.leave();
        } else {
            await (await channelsWith(glue, 'channel', name)).join(name);
        }
    },
};

/** The channels API. Throws when it has no channel of this name. */
async function channelsWith(glue: Glue, operation: string, name: string): Promise<Channels> {
    const channels = apiOf(glue, 'channels');
    const names = await channels.all();
    if (!names.includes(name)) {
        const existing = names.length
            ? `there are ${names.map(pythonRepr).join(', ')}`
            : 'the platform that this page is in defines none at all';
        throw new BusError('rejected', `${operation}: there is no channel ${pythonRepr(name)}; ${existing}.`);
    }
    return channels;
}
