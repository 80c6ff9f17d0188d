import {BusError} from '../../busError';
import type {Door, WayIn} from '../core/door';
import {whyUnreachable} from '../whyUnreachable';
import {type SocketListener, openSocket} from './socketDoor';

export interface SocketOptions {
    url: string;
    /** How often a connection is tried before that counts as a failure. After a loss it then starts over. */
    attempts: number;
    /** Between two attempts. */
    intervalMs: number;
    /** How long the gateway may be silent before it is asked for a sign of life, and how long it may take to give it. */
    heartbeatMs: number;
}

// A gateway that refuses this page, or ends the connection before it has let it in, is asked more and more rarely.
const longestPauseMs = 30000;

/** The way to a gateway on the network: a WebSocket, opened as often as it takes. */
export function socketWay(options: SocketOptions): WayIn {
    const {url, attempts, intervalMs} = options;
    // How often in a row it did not let this page in.
    let rejections = 0;
    let isClosed = false;

    const open = async (listener: SocketListener): Promise<Door> => {
        for (let left = attempts; left > 0 && !isClosed; left--) {
            try {
                return await openSocket(options, listener);
            } catch {
                // A browser does not tell why a WebSocket did not open.
                await pause(intervalMs);
            }
        }
        throw new BusError('not_connected', `The gateway at ${url} cannot be reached ${whyUnreachable(url)}`);
    };

    return {
        enter: async listener => {
            if (rejections) {
                await pause(Math.min(intervalMs * 2 ** (rejections - 1), longestPauseMs));
            }
            let isIn = false;
            const reject = () => {
                if (!isIn) {
                    rejections++;
                }
            };
            return open({
                onLetIn: () => {
                    isIn = true;
                    rejections = 0;
                },
                onLost: reason => {
                    reject();
                    listener.onLost(reason);
                },
                onRefused: reason => {
                    reject();
                    listener.onRefused(`The gateway at ${url} refused this page: ${reason}`);
                },
            });
        },
        close: () => {
            isClosed = true;
        },
    };
}

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));
