import type {Glue, Instance, StreamSubscription} from '../../connection/bus';
import {randomId} from '../../values/randomId';
import {toPlainJson} from '../../values/toPlainJson';
import {lastingId} from '../instances';
import {plainInstance} from '../plainInstance';
import {branchNames} from './branches';

interface Subscriber {
    id: string;
    args: object;
    /** None, one, or several that the app has decided on. */
    branch: string | string[] | null;
    instance: object;
}

/** More would make each report of them slow. */
const mostListed = 1000;

/** A subscription, or the request for one. */
interface Subscribing {
    instance: Instance;
    arguments: unknown;
}

/**
 * Names the subscribers of a stream: one for each instance and its arguments, however many subscriptions of these a library
 * has; after losses it has some twice.
 */
export function createSubscribers() {
    const keys = new WeakMap<object, string>();
    const keyById = new Map<string, string>();
    const newestId = new Map<string, string>();

    /** The arguments of a subscription are one and the same object as long as it lives. */
    function keyOf({instance, arguments: args}: Subscribing): string {
        const key = keys.get(args as object) ?? `${lastingId(instance)} ${JSON.stringify(args)}`;
        keys.set(args as object, key);
        return key;
    }

    function name(subscribing: Subscribing, id: string): string {
        const key = keyOf(subscribing);
        keyById.set(id, key);
        newestId.set(key, id);
        return id;
    }

    return {
        /** From now on the subscriber has this id, and keeps those that it had. */
        name,
        /** The subscriptions of the subscriber with this id. */
        find: (subscriptions: StreamSubscription[], id: string) =>
            subscriptions.filter((subscription) => keyOf(subscription) === keyById.get(id)),
        /** The present subscribers. The others are forgotten. */
        list: (glue: Glue | null | undefined, subscriptions: StreamSubscription[]): Subscriber[] => {
            const newest = new Map(subscriptions.map((subscription) => [keyOf(subscription), subscription]));
            [...keyById].filter(([, key]) => !newest.has(key)).forEach(([id]) => keyById.delete(id));
            [...newestId.keys()].filter((key) => !newest.has(key)).forEach((key) => newestId.delete(key));
            return [...newest].slice(-mostListed).map(([key, subscription]) => ({
                id: newestId.get(key) ?? name(subscription, randomId()),
                args: toPlainJson(subscription.arguments as object),
                branch: branchOf(subscription),
                instance: plainInstance(glue, subscription.instance),
            }));
        },
    };
}

function branchOf(subscription: StreamSubscription): Subscriber['branch'] {
    const names = branchNames(subscription.branchKey ?? '');
    return names.length > 1 ? names : (names[0] ?? null);
}
