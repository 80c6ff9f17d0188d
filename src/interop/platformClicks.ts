import type {Glue} from '../connection/bus';
import {randomId} from '../values/randomId';
import {setNewest} from '../values/setNewest';

type OnClick = (click: {id: string | null; action: string | null}) => void;

/** A message of a browser platform, as far as it is a click on a notification, or on one of its actions. */
interface PlatformMessage {
    domain?: string;
    operation?: string;
    data?: {id?: string; action?: string; definition?: {data?: {[key: string]: unknown}}};
}

/** Marks a notification, and calls back with the clicks on the one that has the mark. */
type MarkForClicks = <N extends {data?: object | null}>(notification: N, onClick: OnClick) => N;

// All clients of the vendor's browser platforms subscribe to this stream. Their libraries do not say which action was
// clicked, and nothing at all of a notification that they think has not been raised.
const streamName = 'T42.Web.Platform.Stream';
// In the notification's own data, which comes back with the click.
const markKey = 'dashGlue42';
// The newest notifications. A platform does not always say that one is gone.
const maxAwaited = 1000;

const subscriptions = new WeakMap<Glue, Promise<MarkForClicks>>();

/** Subscribes to the clicks on notifications of this page. Null: the bus is not that of a browser platform. */
export function platformClicks(glue: Glue): Promise<MarkForClicks | null> {
    if (!glue.interop.methods().some(({name}) => name === streamName)) {
        return Promise.resolve(null);
    }
    let clicks = subscriptions.get(glue);
    if (!clicks) {
        clicks = subscribe(glue);
        subscriptions.set(glue, clicks);
        // The next notification tries again.
        clicks.catch(() => subscriptions.delete(glue));
    }
    return clicks;
}

async function subscribe(glue: Glue): Promise<MarkForClicks> {
    const awaited = new Map<unknown, OnClick>();
    const stream = await glue.interop.subscribe(streamName);
    stream.onData(({data: message}) => {
        const {domain, operation, data} = message as PlatformMessage;
        if (domain === 'notifications' && operation === 'notificationClick') {
            const onClick = awaited.get(data?.definition?.data?.[markKey]);
            onClick?.({id: data?.id ?? null, action: data?.action || null});
        }
    });
    return (notification, onClick) => {
        const mark = randomId();
        setNewest(awaited, mark, onClick, maxAwaited);
        return {...notification, data: {...notification.data, [markKey]: mark}};
    };
}
