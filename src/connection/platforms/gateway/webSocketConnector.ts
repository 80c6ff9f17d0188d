import {BusError} from '../../../values/busError';
import type {Transport, Connector} from '../../coreClient/transport';
import {pause, tellIfSlow} from '../../../async/waiting';
import {unreachableReason} from '../../clientLibrary/unreachableReason';
import {type SocketEvents, openSocket} from './webSocketTransport';
import {lastRetryIntervalMs} from '../../../async/timeouts';

export interface SocketOptions {
    url: string;
    /** How often a connection is tried before that counts as a failure, without end if infinite. After a loss it then starts over. */
    attempts: number;
    /** Between two attempts. */
    intervalMs: number;
    /** How long the gateway may be silent before it is asked for a sign of life, and how long it may take to give it. */
    heartbeatMs: number;
}

/** The way to a gateway on the network: a WebSocket, opened as often as it takes. */
export function webSocketConnector(options: SocketOptions): Connector {
    const {url, attempts, intervalMs} = options;
    // How often in a row it did not let this page in.
    let rejections = 0;
    const unreachable = new BusError(
        'not_connected',
        `The gateway at ${url} cannot be reached ${unreachableReason(url)}`,
    );

    const open = async (listener: SocketEvents, signal: AbortSignal): Promise<Transport> => {
        for (let left = attempts; left > 0; left--) {
            signal.throwIfAborted();
            try {
                return await openSocket(options, listener);
            } catch {
                // A browser does not tell why a WebSocket did not open.
                await pause(intervalMs);
            }
        }
        throw unreachable;
    };

    return {
        connect: async (listener, signal) => {
            // A gateway that does not let this page in is asked more and more rarely.
            if (rejections) {
                await pause(Math.min(intervalMs * 2 ** (rejections - 1), lastRetryIntervalMs));
            }
            let isIn = false;
            const reject = () => {
                if (!isIn) {
                    rejections++;
                }
            };
            const followed: SocketEvents = {
                ...listener,
                onAuthenticated: () => {
                    isIn = true;
                    rejections = 0;
                },
                onLost: (reason) => {
                    reject();
                    listener.onLost(reason);
                },
                onRejected: (reason) => {
                    reject();
                    listener.onRejected(`The gateway at ${url} refused this page: ${reason}`);
                },
            };
            return tellIfSlow(open(followed, signal), () => listener.onWaiting(unreachable));
        },
        close: () => undefined,
    };
}
