import {isDict} from '../../values/isDict';
import type {Glue, Instance, Subscription} from '../bus';

/**
 * Closes a subscription. When the page has lost the publisher, or the bus, the libraries do not find the publisher in their
 * list: they throw, keep the subscription, and bring it back on return. So they must not look: there is no publisher to inform.
 */
export function closeSubscription({interop}: Glue, publisher: Instance, subscription: Subscription): void {
    const {subscriptionData} = subscription as {subscriptionData?: unknown};
    if (isDict(subscriptionData) && !interop.servers().some(({peerId}) => peerId === publisher.peerId)) {
        subscriptionData.trackedServers = [];
    }
    subscription.close();
}
