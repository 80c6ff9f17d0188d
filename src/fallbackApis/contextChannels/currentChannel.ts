import {serialize} from '../../async/serialize';
import type {Channels, Contexts} from '../../connection/bus';
import {BusError} from '../../values/busError';
import {contextOf} from './channelContexts';

type OnData = Parameters<Channels['subscribe']>[0];
type OnChange = (name: string | undefined) => void;

/** A subscription to the data of the channel that the page is on. */
interface Subscriber {
    onData: OnData;
    stop: () => void;
}

/** The channel that the page is on. */
export function createCurrentChannel(contexts: Contexts) {
    let current: string | undefined;
    const changeListeners = new Set<OnChange>();
    const subscribers = new Set<Subscriber>();
    // Joining waits for the channels and leaving does not: what is called first must happen first all the same.
    const inTurn = serialize();

    const follow = (subscriber: Subscriber) => {
        subscriber.stop();
        subscriber.stop = current === undefined ? () => undefined : subscribeNow(contexts, current, subscriber.onData);
    };

    return {
        name: () => current,
        /** The name when all changes that were asked for before have been made. */
        nameInTurn: () => inTurn(async () => current),
        change: (find: () => Promise<string | undefined>) =>
            inTurn(async () => {
                current = await find();
                subscribers.forEach(follow);
                [...changeListeners].forEach((listener) => listener(current));
            }),
        onChanged: (onChange: OnChange) => {
            assertFunction(onChange);
            changeListeners.add(onChange);
            return () => void changeListeners.delete(onChange);
        },
        subscribe: (onData: OnData) => {
            assertFunction(onData);
            const subscriber = {onData, stop: () => undefined};
            subscribers.add(subscriber);
            follow(subscriber);
            return () => {
                subscribers.delete(subscriber);
                subscriber.stop();
            };
        },
    };
}

/** Calls back with the data of a channel, now and at every change. */
export function subscribeData(contexts: Contexts, name: string, onData: OnData): Promise<() => void> {
    return contexts.subscribe(contextOf(name), (state, _delta, _removed, _unsubscribe, extraData) =>
        onData(state.data, state, extraData?.updaterId),
    );
}

export function assertFunction(callback: unknown): void {
    if (typeof callback !== 'function') {
        throw new BusError('rejected', 'Please provide the callback as a function!');
    }
}

/** Returns what unsubscribes, also before the subscription has begun. */
function subscribeNow(contexts: Contexts, name: string, onData: OnData): () => void {
    let isWanted = true;
    const subscription = subscribeData(contexts, name, (...update) => isWanted && onData(...update));
    subscription.catch(() => undefined);
    return () => {
        isWanted = false;
        void subscription.then(
            (unsubscribe) => unsubscribe(),
            () => undefined,
        );
    };
}
