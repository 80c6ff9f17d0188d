import {useHost} from '../hooks/useHost';
import {createStreamPublishHost} from '../hosts/lazyHosts';
import {type DashProps} from '../props';

interface Props extends DashProps<Props> {
    /**
     * Setting. The stream: its name, or a dict with "name" and, optionally, "accepts", "returns", "objectTypes",
     * "displayName", "description", "version", "flags". Unknown keys are passed on. A change closes the stream and
     * publishes it under the new definition, under another name without the last one's snapshot.
     */
    definition: string | {[key: string]: any};
    /**
     * Setting. The name of an argument of the subscribers and of a field of the items, such as "symbol": a subscriber
     * with the argument {"symbol": "A"} gets only the items with that value, a subscriber without the argument gets all.
     * No more than 10000 different values are possible while the page is connected; a subscriber with one more is
     * rejected. By default every subscriber gets all items.
     */
    branchBy?: string;
    /**
     * Setting. With True (default) every new subscriber first gets the last item that was sent, of each branch; with
     * `conflateBy` the last item of each key, at most 10000. No other subscriber gets these. Items are remembered also
     * while there is no subscriber.
     */
    snapshot?: boolean;
    /**
     * Setting. A path of the items, such as "symbol" or "a.b", or a list of paths: of the items that wait in the page
     * with equal values there, only the newest is sent, in the place of its last change. An item without a value there
     * is never replaced, and is not part of the snapshot. By default every item is sent.
     */
    conflateBy?: string | string[];
    /**
     * Setting. How many items may wait in the page (default 100000). One more drops the oldest, which is counted in
     * `stats`.
     */
    maxPending?: number;
    /**
     * Setting. How many messages a second are sent (default 2000; never more than 5000, in bursts of 100 at most,
     * because gateways lose larger ones without a report). An item is one message, and one for each branch that it goes
     * to; the items of a snapshot are one each.
     */
    maxRate?: number;
    /**
     * Setting. With "all" (default) every subscriber is accepted. With "ask" a callback decides: it gets the
     * subscriber in `request`, and answers in `decide`.
     */
    accept?: 'all' | 'ask';
    /**
     * Command, written by a callback: {"data": dict or list of dicts, "branch"?: str or list of str, "subscription"?:
     * str}, or a list of those. The items are sent in order. With "branch" only subscribers on one of these branches
     * get them, and with `branchBy` those that get all items; with "subscription", an id of `subscribers`, that subscriber
     * alone, if it is still there. While there is no subscriber nothing is sent.
     */
    push?: object | any[];
    /**
     * Event, written by the component with accept="ask": {"subscriptionId": str, "args": dict, "subscriber": dict}, the
     * instance that asks for a subscription, and its arguments. The callbacks see every request once, in order: the next
     * one is handed over when the callbacks of the last have ended. A callback that raises, ends without a decision or
     * takes more than 25 seconds rejects the subscriber.
     */
    request?: object;
    /**
     * Command, written by a callback of `request`: {"subscriptionId": str, "accept": True, "branch"?: str or list of
     * str} or {"subscriptionId": str, "reject": str}, or a list of those. Without "branch" the subscriber is on the branch
     * that `branchBy` says, or gets all items. The text of a rejection reaches the subscriber.
     */
    decide?: object | any[];
    /**
     * State, written by the component: the subscribers, [{"id": str, "args": dict, "branch": str, list or None,
     * "instance": dict}], one for each instance and its arguments; no more than 1000. The list is empty while the bus is
     * away.
     */
    subscribers?: object[];
    /**
     * State, written by the component, at most once a second: {"sent": int, "waiting": int, "conflated": int, "dropped":
     * int}. How many items were sent since the component is in the page, wait now, were replaced by newer ones
     * (`conflateBy`), and were dropped (`maxPending`, or because the bus was lost). Items without a subscriber and those of
     * snapshots are not counted.
     */
    stats?: object;
    /**
     * State, written by the component: {"message": str, "operation": str, "code": str}. Why the stream could not be
     * published (operation "register"), why a `push` was not sent (operation "push"), or that the app does not answer
     * requests (operation "request", code "callback_failed"). None again after a success.
     */
    error?: object;
}

/**
 * Publishes an Interop stream: what a callback writes into `push` goes to all applications that have subscribed, in order
 * and no faster than the gateway takes it. New subscribers get the last values first. After a loss of the bus the stream
 * is published again.
 */
const StreamPublish = ({snapshot = true, maxPending = 100000, maxRate = 2000, accept = 'all', ...props}: Props) => {
    useHost('StreamPublish', createStreamPublishHost, {...props, snapshot, maxPending, maxRate, accept});
    return null;
};

export default StreamPublish;
