import {errorMessage} from '../../errorMessage';
import type {Door} from '../core/door';
import {type GatewayName, formatGatewayName, newPageName} from './gatewayName';
import type {Envelope, Join, Joined, PageEnd, Refused, ToGateway, ToPage} from './wire';

// Loading and starting the gateway takes a second on a slow machine. A shorter wait would start it twice there, a longer
// one would hold up the recovery when a worker dies while it starts.
const joinTimeoutMs = 4000;

/** The gateway may only be slow: a second try may find it. */
export class NoAnswer extends Error {}

/** Starts a gateway and joins it. Rejects when it does not answer. */
export const startGateway = (name: GatewayName, page: string): Promise<Door> =>
    openDoor(name, page, name.kind === 'shared' ? shared : dedicated);

/** Joins a gateway that runs. Rejects when it does not answer. */
export const joinGateway = (name: GatewayName, page: string): Promise<Door> =>
    openDoor(name, page, name.kind === 'shared' ? shared : broadcast);

type Reach = (name: GatewayName, join: Join, onError: () => void) => PageEnd;

function openDoor(name: GatewayName, page: string, reach: Reach): Promise<Door> {
    return new Promise((resolve, reject) => {
        let channel: PageEnd | undefined;
        const fail = (why: string, Failure: ErrorConstructor | typeof NoAnswer = Error) => {
            clearTimeout(timer);
            channel?.postMessage({dashGlue42: {type: 'leave'}});
            channel?.close();
            reject(new Failure(`The embedded Glue42 bus did not start: ${why} (${name.url}).`));
        };
        const timer = setTimeout(() => fail(`no answer within ${joinTimeoutMs} ms`, NoAnswer), joinTimeoutMs);
        try {
            channel = reach(name, {type: 'join', page}, () => fail('its script could not be loaded'));
        } catch (reason) {
            fail(errorMessage(reason));
            return;
        }
        const joined = channel;
        channel.onmessage = ({data}) => {
            if (!isEnvelope(data)) {
                return;
            }
            if (data.dashGlue42.type === 'refused') {
                fail(data.dashGlue42.message);
                return;
            }
            clearTimeout(timer);
            resolve(doorOn(joined));
        };
    });
}

function doorOn(channel: PageEnd): Door {
    return {
        post: message => channel.postMessage(message),
        listen: listener => {
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

function shared(name: GatewayName, join: Join, onError: () => void): PageEnd {
    // The name makes it one worker for all pages that found the same lock, and another one at every new start.
    const worker = new SharedWorker(name.url, {name: formatGatewayName(name)});
    worker.onerror = onError;
    worker.port.postMessage({dashGlue42: join});
    return worker.port;
}

function broadcast(name: GatewayName, join: Join): PageEnd {
    const door = `${formatGatewayName(name)} ${newPageName()}`;
    const channel = new BroadcastChannel(door);
    const entrance = new BroadcastChannel(formatGatewayName(name));
    entrance.postMessage({dashGlue42: {...join, door}} satisfies ToGateway);
    entrance.close();
    return channel;
}

// Kept, so that the gateway of all pages does not end when this page has forgotten about it.
const ownWorkers: Worker[] = [];

function dedicated(name: GatewayName, join: Join, onError: () => void): PageEnd {
    const worker = new Worker(name.url, {name: formatGatewayName(name)});
    worker.onerror = onError;
    ownWorkers.push(worker);
    const channel: PageEnd = {onmessage: null, postMessage: message => worker.postMessage(message), close: () => undefined};
    worker.onmessage = event => channel.onmessage?.(event);
    channel.postMessage({dashGlue42: join});
    return channel;
}

const isEnvelope = (message: ToPage): message is Envelope<Joined | Refused> => 'dashGlue42' in message;
