import {isDict} from '../../values/isDict';
import type {Glue, Instance, Subscription} from '../bus';

/**
 * Closes a subscription. When the page has lost the publisher, or the bus, the libraries do not find the publisher in their
 * list: they throw, keep the subscription, and bring it back on return. So they must not look: there is no publisher to inform.
 * The page itself stays in that list at a loss, as the peer that it was at first; its methods go as all others do.
 */
export function closeSubscription({interop}: Glue, publisher: Instance, subscription: Subscription): void {
    const {subscriptionData, stream} = subscription as Subscription & {subscriptionData?: unknown};
    const publishers = interop.servers({name: stream.name});
    if (isDict(subscriptionData) && !publishers.some(({peerId}) => peerId === publisher.peerId)) {
        subscriptionData.trackedServers = [];
    }
    subscription.close();
}
