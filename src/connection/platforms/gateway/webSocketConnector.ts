import {BusError} from '../../../values/busError';
import type {Transport, Connector} from '../../coreClient/transport';
import {pause, reportIfSlow} from '../../../async/waiting';
import {unreachableReason} from '../../clientLibrary/unreachableReason';
import {type SocketEvents, type SocketOptions, openSocket} from './webSocketTransport';
import {lastRetryIntervalMs} from '../../../async/timeouts';

/** Reaches a gateway on the network over a WebSocket, which is opened as often as needed. */
export function webSocketConnector(options: SocketOptions): Connector {
    const {url, attempts, intervalMs} = options;
    // How often in a row the gateway did not let this page in.
    let rejections = 0;
    const unreachable = new BusError(
        'not_connected',
        `The gateway at ${url} cannot be reached ${unreachableReason(url)}`,
    );

    const open = async (listener: SocketEvents, signal: AbortSignal): Promise<Transport> => {
        for (let left = attempts; left > 0; left--) {
            try {
                return await openSocket(options, listener);
            } catch {
                // A browser does not report why a WebSocket did not open.
                await pause(intervalMs, signal);
            }
        }
        throw unreachable;
    };

    return {
        connect: async (listener, signal) => {
            // A gateway that does not let this page in is asked more and more rarely.
            if (rejections) {
                await pause(Math.min(intervalMs * 2 ** (rejections - 1), lastRetryIntervalMs), signal);
            }
            let isAuthenticated = false;
            const reject = () => {
                if (!isAuthenticated) {
                    rejections++;
                }
            };
            const events: SocketEvents = {
                ...listener,
                onAuthenticated: () => {
                    isAuthenticated = true;
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
            return reportIfSlow(open(events, signal), () => listener.onWaiting(unreachable));
        },
        close: () => undefined,
    };
}
