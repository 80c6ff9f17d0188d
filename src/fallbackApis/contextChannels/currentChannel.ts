import {serialize} from '../../async/serialize';
import type {ChannelContext, Contexts, OnChannelChange, OnChannelData} from '../../connection/bus';
import {BusError} from '../../values/busError';
import {contextOf} from './channelContexts';

/** The channel that the page is on, its listeners and those of its data. `get` reads what a channel holds. */
export function createCurrentChannel(contexts: Contexts, get: (name: string) => Promise<ChannelContext>) {
    let current: string | undefined;
    const changeListeners = new Set<OnChannelChange>();
    const dataListeners = new Set<OnChannelData>();
    let unsubscribe: () => void = () => undefined;
    // Joining waits for the channels and leaving does not: what is called first must happen first all the same.
    const inTurn = serialize();

    /** Subscribes to the data of the present channel while there are listeners. */
    const resubscribe = () => {
        unsubscribe();
        unsubscribe =
            current === undefined || !dataListeners.size
                ? () => undefined
                : subscribeNow(contexts, current, (...update) =>
                      [...dataListeners].forEach((listener) => listener(...update)),
                  );
    };

    return {
        name: () => current,
        /** The name when all changes that were asked for before have been made. */
        nameInTurn: () => inTurn(async () => current),
        change: (find: () => Promise<string | undefined>) =>
            inTurn(async () => {
                current = await find();
                resubscribe();
                [...changeListeners].forEach((listener) => listener(current));
            }),
        onChanged: (callback: OnChannelChange) => {
            assertFunction(callback);
            changeListeners.add(callback);
            return () => void changeListeners.delete(callback);
        },
        subscribe: (callback: OnChannelData) => {
            assertFunction(callback);
            // A function that subscribes twice is called twice.
            const listener: OnChannelData = (...update) => callback(...update);
            dataListeners.add(listener);
            if (dataListeners.size === 1) {
                resubscribe();
            } else if (current !== undefined) {
                replay(get(current), callback, () => dataListeners.has(listener));
            }
            return () => {
                if (dataListeners.delete(listener) && !dataListeners.size) {
                    resubscribe();
                }
            };
        },
    };
}

/** Calls back with the data of a channel, now and at every change. */
export function subscribeData(contexts: Contexts, name: string, callback: OnChannelData): Promise<() => void> {
    return contexts.subscribe(contextOf(name), (state, _delta, _removed, _unsubscribe, extraData) =>
        callback(state.data, state, extraData?.updaterId),
    );
}

export function assertFunction(callback: unknown): void {
    if (typeof callback !== 'function') {
        throw new BusError('rejected', 'Please provide the callback as a function!');
    }
}

/** Returns what unsubscribes, also before the subscription has begun. */
function subscribeNow(contexts: Contexts, name: string, listener: OnChannelData): () => void {
    let isWanted = true;
    const subscription = subscribeData(contexts, name, (...update) => isWanted && listener(...update));
    subscription.catch(() => undefined);
    return () => {
        isWanted = false;
        void subscription.then(
            (stop) => stop(),
            () => undefined,
        );
    };
}

/** A listener that is not the first one gets what the channel holds, unless that is nothing. */
function replay(state: Promise<ChannelContext>, callback: OnChannelData, isWanted: () => boolean): void {
    void state.then(
        (context) => isWanted() && Object.keys(context.data ?? {}).length && callback(context.data, context),
        // The channel is gone.
        () => undefined,
    );
}
