import {BusError} from '../values/busError';
import type {Glue} from '../connection/bus';
import {pythonRepr} from '../values/pythonRepr';
import {demandSafePaths} from './contexts';
import {toPlainJson} from '../values/toPlainJson';
import {readCommand} from './readCommand';

interface Channel {
    name: string;
    meta: {color: string};
    data: object;
}

/** What has changed. */
export interface ChannelsState {
    all?: string[];
    list?: Channel[];
    /** The channel that the page is on; null: on none. */
    my?: Channel | null;
}

interface Listener {
    /** All that one happening has changed. */
    onState: (state: ChannelsState) => void;
    /** The name of the channel that the page is on, or null, as soon as it is so, and before that is told as a state. */
    onChannel: (name: string | null) => void;
}

// The client libraries do not tell of channels that come and go.
const listEveryMs = 300;

/**
 * Tells which channels there are, what they hold and on which the page is, as far as that is not in `told` already, now and
 * at every change. To be stopped when the connection is lost, as without one some libraries know no channel.
 */
export async function watchChannels(
    glue: Glue,
    told: ChannelsState,
    {onState, onChannel}: Listener,
): Promise<() => void> {
    const channels = channelsOf(glue);
    const followed = new Map<string, Followed>();
    let names: string[] = [];
    /** The channel that the page was on when the names were last asked for. */
    let lookedFor: string | null = null;
    let isStopped = false;
    let isLooking = false;
    let isTelling = false;

    const tellSoon = () => {
        if (!isTelling) {
            isTelling = true;
            queueMicrotask(() => {
                isTelling = false;
                if (!isStopped) {
                    tell();
                }
            });
        }
    };
    const tell = () => {
        const now = stateOf(names, followed, channels.my() ?? null, lookedFor);
        const props = Object.keys(now) as (keyof ChannelsState)[];
        const changed = props.filter((prop) => !isSame(now[prop], told[prop]));
        Object.assign(told, now);
        if (changed.length) {
            onState(Object.fromEntries(changed.map((prop) => [prop, now[prop]])));
        }
    };
    const change = () => {
        tellSoon();
        onChannel(channels.my() ?? null);
        // It may be a new one.
        lookAgain();
    };
    const lookAgain = () => {
        // What fails now has passed by the next time, or the commands say it.
        look().catch(() => undefined);
    };
    const look = async () => {
        if (isLooking) {
            return;
        }
        isLooking = true;
        const current = channels.my() ?? null;
        try {
            const found = (await channels.all()) as string[];
            if (isStopped) {
                return;
            }
            names = found;
            lookedFor = current;
            [...followed.keys()].filter((name) => !found.includes(name)).forEach(drop);
            found
                .filter((name) => !followed.has(name))
                .forEach((name) => followed.set(name, follow(glue, name, tellSoon)));
            tellSoon();
        } finally {
            isLooking = false;
        }
    };
    const drop = (name: string) => {
        followed.get(name)?.stop();
        followed.delete(name);
    };

    const stopHearing = channels.onChanged(change);
    const timer = setInterval(lookAgain, listEveryMs);
    const stop = () => {
        isStopped = true;
        clearInterval(timer);
        stopHearing();
        [...followed.keys()].forEach(drop);
    };
    try {
        onChannel(channels.my() ?? null);
        await look();
    } catch (reason) {
        stop();
        throw reason;
    }
    return stop;
}

/** One channel whose data is followed; `channel` is there as soon as the data has come. */
interface Followed {
    channel?: Channel;
    hasFailed: boolean;
    stop: () => void;
}

function follow(glue: Glue, name: string, onChange: () => void): Followed {
    const subscription = channelsOf(glue).subscribeFor(
        name,
        (data: object | undefined, context: {meta?: object} | undefined) => {
            followed.channel = toPlainJson({name, meta: context?.meta ?? {}, data: data ?? {}}) as Channel;
            onChange();
        },
    ) as Promise<() => void>;
    const followed: Followed = {
        hasFailed: false,
        stop: () =>
            void subscription.then(
                (unsubscribe) => unsubscribe(),
                () => undefined,
            ),
    };
    subscription.catch(() => {
        // The channel has gone meanwhile.
        followed.hasFailed = true;
        onChange();
    });
    return followed;
}

/** What is known for sure: a list is told when all of it is there. */
function stateOf(
    names: string[],
    followed: Map<string, Followed>,
    current: string | null,
    lookedFor: string | null,
): ChannelsState {
    const all = names.map((name) => followed.get(name));
    const isComplete = all.every((one) => one?.channel || one?.hasFailed);
    const mine = current === null ? undefined : followed.get(current);
    const isMineKnown = current === null || !!mine?.channel || (isComplete && current === lookedFor);
    return {
        ...(isComplete && {all: names, list: all.flatMap((one) => one?.channel ?? [])}),
        ...(isMineKnown && {my: mine?.channel ?? null}),
    };
}

/** What has not changed is still the same object; only lists are made anew. */
function isSame(one: unknown, other: unknown): boolean {
    return Array.isArray(one) && Array.isArray(other)
        ? one.length === other.length && one.every((element, i) => element === other[i])
        : one === other;
}

/** What a callback may ask of the channels. Each rejects with what is wrong with the command. */
export const channelOperations = {
    join: async (glue: Glue, command: unknown): Promise<void> => {
        const {name} = readCommand('join', command, {name: 'text'});
        await assertChannelExists(glue, 'join', name as string);
        await channelsOf(glue).join(name);
    },
    leave: async (glue: Glue, command: unknown): Promise<void> => {
        readCommand('leave', command, {});
        await channelsOf(glue).leave();
    },
    publish: async (glue: Glue, command: unknown): Promise<void> => {
        const {data, name} = readCommand('publish', command, {data: 'dict', name: 'text?'});
        demandSafePaths('publish', Object.keys(data as object));
        const channel = name ?? channelsOf(glue).my();
        if (channel === undefined || channel === null) {
            throw new BusError(
                'rejected',
                'publish: this page is on no channel; join one first, or give the "name" of one.',
            );
        }
        await assertChannelExists(glue, 'publish', channel as string);
        await channelsOf(glue).publish(data, channel);
    },
    /** The name of a channel to be on, or null to be on none. */
    channel: async (glue: Glue, name: unknown): Promise<void> => {
        if (name !== null && (typeof name !== 'string' || name === '')) {
            throw new BusError(
                'invalid_command',
                `channel must be the name of a channel or None, not ${pythonRepr(name)}.`,
            );
        }
        const channels = channelsOf(glue);
        if (name === (channels.my() ?? null)) {
            return;
        }
        if (name === null) {
            await channels.leave();
        } else {
            await assertChannelExists(glue, 'channel', name);
            await channels.join(name);
        }
    },
};

async function assertChannelExists(glue: Glue, operation: string, name: string): Promise<void> {
    const names = (await channelsOf(glue).all()) as string[];
    if (!names.includes(name)) {
        const known = names.length
            ? `there are ${names.map(pythonRepr).join(', ')}`
            : 'the platform that this page is in defines none at all';
        throw new BusError('rejected', `${operation}: there is no channel ${pythonRepr(name)}; ${known}.`);
    }
}

function channelsOf(glue: Glue) {
    if (!glue.channels) {
        throw new BusError(
            'unsupported',
            'this connection has no channels: the client library was started without them; start it with "channels" switched on.',
        );
    }
    return glue.channels;
}
