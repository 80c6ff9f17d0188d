import type {Glue} from '../connection/bus';
import {randomId} from '../values/randomId';

/** A click that a platform tells of: on a notification, or on one of its actions. */
interface PlatformClick {
    id?: string;
    action?: string;
    definition?: {data?: {[key: string]: unknown}};
}

interface PlatformMessage {
    domain?: string;
    operation?: string;
    data?: PlatformClick;
}

/** Tells of clicks on the notifications that bear the mark. */
interface PlatformClicks {
    mark: (
        notification: {[key: string]: unknown},
        onClick: (click: {id: string | null; action: string | null}) => void,
    ) => object;
}

// What all clients of the vendor's browser platforms listen to. Their libraries keep to themselves which action was clicked,
// and tell nothing at all of a notification that they think has not been raised.
const streamName = 'T42.Web.Platform.Stream';
// In the notification's own data, which comes back with the click.
const markKey = 'dashGlue42';
// Of so many notifications a click is still awaited: a platform does not say of each that it is gone.
const most = 1000;

const followed = new WeakMap<Glue, Promise<PlatformClicks>>();

/** Follows the clicks on notifications of this page. Null: the bus is no browser platform's. */
export function platformClicks(glue: Glue): Promise<PlatformClicks | null> {
    if (!glue.interop.methods().some(({name}) => name === streamName)) {
        return Promise.resolve(null);
    }
    const clicks = followed.get(glue) ?? follow(glue);
    followed.set(glue, clicks);
    // The next notification tries again.
    clicks.catch(() => followed.delete(glue));
    return clicks;
}

async function follow(glue: Glue): Promise<PlatformClicks> {
    const awaited = new Map<string, (click: {id: string | null; action: string | null}) => void>();
    const stream = await glue.interop.subscribe(streamName);
    stream.onData(({data: message}) => {
        const {domain, operation, data} = message as PlatformMessage;
        if (domain === 'notifications' && operation === 'notificationClick') {
            awaited.get(data?.definition?.data?.[markKey] as string)?.({
                id: data?.id ?? null,
                action: data?.action || null,
            });
        }
    });
    return {
        mark: (notification, onClick) => {
            const mark = randomId();
            awaited.set(mark, onClick);
            if (awaited.size > most) {
                awaited.delete(awaited.keys().next().value!);
            }
            return {...notification, data: {...(notification.data as object | undefined), [markKey]: mark}};
        },
    };
}
