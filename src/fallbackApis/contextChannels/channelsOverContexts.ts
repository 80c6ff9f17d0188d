import {BusError} from '../../values/busError';
import type {Glue} from '../../connection/bus';
import type {ChannelDefinition} from '../../connection/settings/settings';
import {type ChannelContext, channelNames, contextOf, createChannel} from './channelContexts';
import {ensureChannels} from './ensureChannels';

type Data = {[key: string]: unknown};
type OnData = (data: Data, context: ChannelContext, updaterId?: string) => void;
type OnChannel = (name: string | undefined) => void;

/** What the vendor's web library offers as `glue.channels`. */
interface Channels {
    all: () => Promise<string[]>;
    list: () => Promise<ChannelContext[]>;
    get: (name: string) => Promise<ChannelContext>;
    join: (name: string) => Promise<void>;
    leave: () => Promise<void>;
    my: () => string | undefined;
    current: () => string | undefined;
    changed: (callback: OnChannel) => () => void;
    onChanged: (callback: OnChannel) => () => void;
    /** Follows the data of whatever channel the page is on. */
    subscribe: (callback: OnData) => () => void;
    subscribeFor: (name: string, callback: OnData) => Promise<() => void>;
    publish: (data: Data, name?: string) => Promise<void>;
    add: (channel: ChannelDefinition) => Promise<ChannelContext>;
}

/**
 * The channels API over shared contexts, in the shape and with the wire format of the vendor's web library: clients of both
 * kinds on one gateway see the same channels. Nothing happens on the bus before the API is used.
 */
export function channelsOverContexts(glue: Glue, definitions: ChannelDefinition[]): Channels {
    const whenPresent = ensureChannels(glue, definitions);
    let current: string | undefined;
    const changeListeners = new Set<OnChannel>();
    const dataListeners = new Set<OnData>();
    let stopFollowing: () => void = () => undefined;
    // Joining waits for the channels and leaving does not: what is called first must happen first all the same.
    let turn: Promise<unknown> = Promise.resolve();

    const all = async () => {
        await whenPresent();
        return channelNames(glue, definitions);
    };
    const contextOfKnown = async (name: string) => {
        const names = await all();
        if (!names.includes(name)) {
            throw new BusError(
                'rejected',
                `There is no channel ${JSON.stringify(name)}; there are ${names.map((each) => JSON.stringify(each)).join(', ')}.`,
            );
        }
        return contextOf(name);
    };
    const get = async (name: string) => withoutFdc3Type(await glue.contexts.get(await contextOfKnown(name)));

    /** Follows the current channel as long as somebody wants to know. */
    const follow = () => {
        stopFollowing();
        if (current === undefined || !dataListeners.size) {
            stopFollowing = () => undefined;
            return;
        }
        let isWanted = true;
        const subscription = followContext(
            glue,
            contextOf(current),
            (...told) => isWanted && [...dataListeners].forEach((listener) => listener(...told)),
        );
        subscription.catch(() => undefined);
        stopFollowing = () => {
            isWanted = false;
            void subscription.then(
                (stop) => stop(),
                () => undefined,
            );
        };
    };
    const switchTo = (change: () => Promise<string | undefined>) => {
        const switched = turn.then(async () => {
            current = await change();
            follow();
            [...changeListeners].forEach((listener) => listener(current));
        });
        turn = switched.catch(() => undefined);
        return switched;
    };
    const onChanged = (callback: OnChannel) => {
        demandFunction(callback);
        changeListeners.add(callback);
        return () => void changeListeners.delete(callback);
    };
    const my = () => current;

    return Object.freeze({
        all,
        list: async () => Promise.all((await all()).map(get)),
        get,
        join: (name) => switchTo(() => contextOfKnown(name).then(() => name)),
        leave: () => switchTo(async () => undefined),
        my,
        current: my,
        changed: onChanged,
        onChanged,
        subscribe: (callback) => {
            demandFunction(callback);
            // Each its own entry, also when one function subscribes twice.
            const listener: OnData = (...told) => callback(...told);
            dataListeners.add(listener);
            if (dataListeners.size === 1) {
                follow();
            } else if (current !== undefined) {
                replay(get(current), callback, () => dataListeners.has(listener));
            }
            return () => {
                if (dataListeners.delete(listener) && !dataListeners.size) {
                    follow();
                }
            };
        },
        subscribeFor: async (name, callback) => {
            demandFunction(callback);
            return followContext(glue, await contextOfKnown(name), callback);
        },
        publish: async (data, name) => {
            if (typeof data !== 'object' || data === null) {
                throw new BusError('rejected', 'The data to publish must be an object.');
            }
            if (name === undefined) {
                await turn;
            }
            const channel = name ?? current;
            if (channel === undefined) {
                throw new BusError('rejected', 'There is no channel to publish on: join one, or name one.');
            }
            await glue.contexts.setPaths(await contextOfKnown(channel), pathsOf(data));
        },
        add: async ({name, meta, data}) => {
            if (typeof name !== 'string' || !name || typeof meta?.color !== 'string' || !meta.color) {
                throw new BusError(
                    'rejected',
                    'A channel to add must be an object such as {name: "Red", meta: {color: "red"}}.',
                );
            }
            if ((await all()).includes(name)) {
                throw new BusError('rejected', `There is a channel ${JSON.stringify(name)} already.`);
            }
            await createChannel(glue, {name, meta, data});
            return {name, meta, data: (data ?? {}) as Data};
        },
    } satisfies Channels);
}

function followContext(glue: Glue, context: string, callback: OnData): Promise<() => void> {
    return glue.contexts.subscribe(
        context,
        (
            state: ChannelContext,
            _delta: object,
            _removed: string[],
            _unsubscribe: () => void,
            extraData?: {updaterId?: string},
        ) => callback(state.data, state, extraData?.updaterId),
    );
}

/** Whoever subscribes while others do already gets what the channel holds, unless that is nothing. */
function replay(state: Promise<ChannelContext>, callback: OnData, isWanted: () => boolean): void {
    void state.then(
        (context) => isWanted() && Object.keys(context.data ?? {}).length && callback(context.data, context),
        // The channel is gone.
        () => undefined,
    );
}

function demandFunction(callback: unknown): void {
    if (typeof callback !== 'function') {
        throw new BusError('rejected', 'Please provide the callback as a function!');
    }
}

// Where clients that speak FDC3 look for the type of what was published last.
const fdc3TypeKey = 'latest_fdc3_type';
const fdc3Prefix = 'fdc3_';

/** Each key is written alone, so that what others publish at the same time under other keys stays. */
function pathsOf(data: Data): {path: string; value: unknown}[] {
    const fdc3Keys = Object.keys(data).filter((key) => key.startsWith(fdc3Prefix));
    if (fdc3Keys.length > 1) {
        throw new BusError('rejected', `Only one FDC3 context can be published at a time, not ${fdc3Keys.join(', ')}.`);
    }
    return [
        ...Object.entries(data).map(([key, value]) => ({path: `data.${key}`, value})),
        ...fdc3Keys.map((key) => ({path: fdc3TypeKey, value: key.slice(fdc3Prefix.length)})),
    ];
}

function withoutFdc3Type(context: ChannelContext): ChannelContext {
    return Object.fromEntries(
        Object.entries(context).filter(([key]) => key !== fdc3TypeKey),
    ) as unknown as ChannelContext;
}
