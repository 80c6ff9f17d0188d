import {pause} from '../../async/waiting';
import {burstIntervalMs} from '../../async/timeouts';
import type {Glue, Stream, StreamSubscription, SubscriptionRequest} from '../../connection/bus';
import {askGateway} from '../../connection/clientLibrary/askGateway';
import {type Definition, asDefinition, methodName} from '../definition';
import type {Offer} from '../registration';

interface Handlers {
    onRequest: (request: SubscriptionRequest) => void;
    onAdded: (subscription: StreamSubscription) => void;
    onRemoved: (subscription: StreamSubscription) => void;
    /** Resolves when all requests have their answer. */
    whenIdle: () => Promise<void>;
}

/** A stream as this page offers it. After a loss the libraries use the same handlers, and the same stream, again. */
export function streamOffer(definition: Definition, handlers: Handlers): Offer & {stream: () => Stream | undefined} {
    let stream: Stream | undefined;
    return {
        kind: 'stream',
        name: methodName(definition),
        stream: () => stream,
        register: async ({interop}) => {
            stream = await interop.createStream(asDefinition(definition), {
                subscriptionRequestHandler: handlers.onRequest,
                subscriptionAddedHandler: handlers.onAdded,
                subscriptionRemovedHandler: handlers.onRemoved,
            });
        },
        whenIdle: handlers.whenIdle,
        unregister: async (glue) => {
            stream?.close();
            stream = undefined;
            // The libraries do not say when the name is free again: the gateway has answered the goodbye before this.
            await whenTaken(glue);
        },
    };
}

/** Resolves when the gateway has taken what this page has sent. */
export function whenTaken({connection}: Glue): Promise<void> {
    // The factory of an app may give less.
    return connection?.authToken ? askGateway(connection).answered : pause(burstIntervalMs);
}
