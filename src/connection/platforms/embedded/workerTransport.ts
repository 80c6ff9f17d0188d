import {BusError} from '../../../values/busError';
import {errorMessage} from '../../../values/errorMessage';
import type {Transport} from '../../coreClient/transport';
import {type GatewayName, formatGatewayName, newPageName} from './gatewayName';
import {type Join, type ClientPort, type ToGateway, type ToPage, isEnvelope} from './protocol';

/** The gateway has not answered yet: it loads, or it hangs. */
export class NoResponseError extends Error {}

/** The gateway's script did not load. */
export class NotLoadedError extends Error {}

/**
 * Asks a gateway to let this page in, and starts it if it does not run. Rejects when it does not answer in time; it may be
 * asked again, and is started again if it has ended.
 */
export function openTransport(
    gateway: GatewayName,
    page: string,
    limitMs: number,
    isOurs: boolean,
): Promise<Transport> {
    const reach = gateway.kind === 'shared' ? shared : isOurs ? dedicated : broadcast;
    return new Promise((resolve, reject) => {
        let channel: ClientPort | undefined;
        let isSettled = false;
        const fail = (reason: Error) => {
            // A worker may also report an error after it has let this page in.
            if (isSettled) {
                return;
            }
            isSettled = true;
            clearTimeout(timer);
            channel?.postMessage({dashGlue42: {type: 'leave'}});
            channel?.close();
            reject(reason);
        };
        const timer = limitMs === Infinity ? undefined : setTimeout(() => fail(new NoResponseError()), limitMs);
        try {
            channel = reach(gateway, {type: 'join', page}, () => fail(new NotLoadedError()));
        } catch (reason) {
            fail(
                new BusError(
                    'blocked',
                    `The browser does not let this page start the embedded Glue42 bus (${gateway.url}): ${errorMessage(reason)}`,
                ),
            );
            return;
        }
        const joined = channel;
        channel.onmessage = ({data}) => {
            if (!isEnvelope(data)) {
                return;
            }
            if (data.dashGlue42.type === 'refused') {
                fail(new Error(data.dashGlue42.message));
                return;
            }
            isSettled = true;
            clearTimeout(timer);
            resolve(transportOver(joined));
        };
    });
}

function transportOver(channel: ClientPort): Transport {
    return {
        post: (message) => channel.postMessage(message),
        listen: (listener) => {
            channel.onmessage = ({data}) => {
                if (!isEnvelope(data)) {
                    listener(data);
                }
            };
        },
        leave: () => {
            channel.postMessage({dashGlue42: {type: 'leave'}});
            channel.onmessage = null;
            channel.close();
        },
    };
}

function shared(name: GatewayName, join: Join, onError: () => void): ClientPort {
    // The name makes it one worker for all pages that found the same lock, and another one at every new start.
    const worker = new SharedWorker(name.url, {name: formatGatewayName(name)});
    worker.onerror = onError;
    worker.port.postMessage({dashGlue42: join});
    return worker.port;
}

function broadcast(name: GatewayName, join: Join): ClientPort {
    const replyChannel = `${formatGatewayName(name)} ${newPageName()}`;
    const channel = new BroadcastChannel(replyChannel);
    const entrance = new BroadcastChannel(formatGatewayName(name));
    entrance.postMessage({dashGlue42: {...join, replyChannel}} satisfies ToGateway);
    entrance.close();
    return channel;
}

// Kept, because the browser may end a worker to which no reference is left, and other pages use it.
const ownWorkers = new Set<Worker>();

function dedicated(name: GatewayName, join: Join, onError: () => void): ClientPort {
    const worker = new Worker(name.url, {name: formatGatewayName(name)});
    worker.onerror = onError;
    ownWorkers.add(worker);
    let hasJoined = false;
    const channel: ClientPort = {
        onmessage: null,
        postMessage: (message) => worker.postMessage(message),
        close: () => {
            // A worker that has let this page in serves others too.
            if (!hasJoined) {
                ownWorkers.delete(worker);
                worker.terminate();
            }
        },
    };
    worker.onmessage = (event: MessageEvent<ToPage>) => {
        hasJoined ||= isEnvelope(event.data) && event.data.dashGlue42.type === 'joined';
        channel.onmessage?.(event);
    };
    channel.postMessage({dashGlue42: join});
    return channel;
}
