import {useHost} from '../hooks/useHost';
import {createStreamSubscribeHost} from '../hosts/lazyHosts';
import {type DashProps} from '../props';

interface Props extends DashProps<Props> {
    /**
     * Setting. The stream: its name, or a dict with "name" and, optionally, other parts of its definition that must match.
     * None (default): no subscription. A change subscribes again.
     */
    definition?: string | {[key: string]: any};
    /**
     * Setting. The arguments of the subscription, a dict for the publisher (default: none). A change closes the old
     * subscription and subscribes again.
     */
    args?: {[key: string]: any};
    /**
     * Setting. Which publishers: "best" (default) is one, the same as long as it publishes; "all" is every one, also those
     * that come later, up to 100; or an instance dict or a list of them, of which only "instance" is compared if it is
     * there.
     */
    target?: string | {[key: string]: any} | any[];
    /**
     * Setting. With False the subscription is closed, and `data` and `latest` keep their values. Default True.
     */
    active?: boolean;
    /**
     * Setting. The least time between two batches, in milliseconds (default 100), counted from when one is handed over.
     * With 0 the next batch follows as soon as the callbacks of the last have ended.
     */
    intervalMs?: number;
    /**
     * Setting. How many items a batch may have (default 1000). The others begin the next batch.
     */
    maxBatch?: number;
    /**
     * Setting. A path in the items, such as "symbol" or "instrument.isin", or a list of paths: of the items that wait and
     * have equal values there only the newest is kept, in the place of its last change. None (default): every item is
     * kept.
     */
    conflateBy?: string | string[];
    /**
     * Setting. How many items may wait (default 10000). One more drops the oldest, which is counted.
     */
    maxPending?: number;
    /**
     * Setting. Where the items go besides `data`, without the server: what to_grid, to_graph, to_prop or to_function
     * returns, or a list of those. None (default): nowhere.
     */
    to?: object | any[];
    /**
     * Event, written by the component: a batch, {"items": list of dicts, "batch": int, "conflated": int, "dropped": int,
     * "gap": bool}. The callbacks see every batch once, in order: the next one is handed over when the callbacks of the
     * last have ended. "batch" is its number, "conflated" and "dropped" count the items since the last batch that were
     * replaced by newer ones, and that went because too many waited or other `args` were set. "gap" is True after the
     * subscription was closed or the bus was lost: items may have been missed.
     */
    data?: object;
    /**
     * State, written by the component with each batch when a callback of the app takes it: the last item, with `conflateBy`
     * a dict of the last item of each key, up to 10000 keys. None before the first item.
     */
    latest?: object;
    /**
     * State, written by the component: "waiting" (no app publishes the stream yet, or it has not answered), "subscribed",
     * "rejected" (`error` has the publisher's words) or "disconnected" (the page has lost the bus). None without a
     * subscription.
     */
    status?: string;
    /**
     * State, written by the component: the instances that the page is subscribed to, a list of dicts.
     */
    publishers?: any[];
    /**
     * State, written by the component: {"message": str, "operation": str, "code": str}. Why there is no subscription
     * (operation "subscribe"), or why the items do not go where `to` says (operation "to"). None again when that works.
     */
    error?: object;
}

/**
 * Subscribes to a stream, the items that another app publishes one after another, and hands them to callbacks in batches:
 * one batch at a time, with all that has come since the last. A callback that is too slow gets larger batches, and what
 * waits is bounded. The component subscribes again when a publisher or the bus was lost and is back; no item comes twice.
 */
const StreamSubscribe = ({
    target = 'best',
    active = true,
    intervalMs = 100,
    maxBatch = 1000,
    maxPending = 10000,
    ...props
}: Props) => {
    useHost('StreamSubscribe', createStreamSubscribeHost, {
        ...props,
        target,
        active,
        intervalMs,
        maxBatch,
        maxPending,
    });
    return null;
};

export default StreamSubscribe;
