import {BusError} from '../../../values/busError';
import type {Connector, Transport, TransportEvents} from '../../coreClient/transport';
import {pause, reportIfSlow} from '../../../async/waiting';
import {unreachableReason} from '../../clientLibrary/unreachableReason';
import {keepLogin} from './keepLogin';
import {nextToken} from './nextToken';
import type {Token} from './tokenRequest';
import {type SocketEvents, type SocketOptions, openSocket} from './webSocketTransport';
import {lastRetryIntervalMs} from '../../../async/timeouts';

interface Options extends SocketOptions {
    /** Where the app's server gives tokens to this page; absent: the client library logs in by itself. */
    tokenAddress?: string;
    /** The gateway has let this page in, and proves the users of all its clients, or does not. */
    onWelcome: (verifiesUsers: boolean) => void;
}

/** Reaches a gateway on the network over a WebSocket, which is opened as often as needed. */
export function webSocketConnector(options: Options): Connector {
    const {url, attempts, intervalMs, tokenAddress, onWelcome} = options;
    // How often in a row the gateway did not let this page in.
    let rejections = 0;
    let verifiesUsers = false;
    const unreachable = new BusError(
        'not_connected',
        `The gateway at ${url} cannot be reached ${unreachableReason(url)}`,
    );

    /** Undefined: the token has become too old in the meantime. */
    const open = async (events: SocketEvents, signal: AbortSignal, token?: Token): Promise<Transport | undefined> => {
        for (let left = attempts; left > 0; left--) {
            try {
                return await openSocket(options, events);
            } catch {
                // A browser does not report why a WebSocket did not open.
                await pause(intervalMs, signal);
            }
            if (token && Date.now() > (token.receivedAt + token.expiresAt) / 2) {
                return undefined;
            }
        }
        throw unreachable;
    };

    const withToken = (transport: Transport, token: Token, life: AbortController, events: SocketEvents): Transport =>
        keepLogin(transport, token, {
            life,
            next: (signal) => nextToken(tokenAddress!, () => undefined, signal),
            readsTokens: () => verifiesUsers,
            onOver: (reason) => {
                transport.leave();
                events.onLost(reason);
            },
        });

    const eventsFor = (listener: TransportEvents, life: AbortController): SocketEvents => {
        let isAuthenticated = false;
        const end = () => {
            life.abort();
            if (!isAuthenticated) {
                rejections++;
            }
        };
        return {
            ...listener,
            onAuthenticated: (isProof) => {
                isAuthenticated = true;
                rejections = 0;
                verifiesUsers = isProof;
                onWelcome(isProof);
            },
            onLost: (reason) => {
                end();
                listener.onLost(reason);
            },
            onRejected: (reason) => {
                end();
                const text = `The gateway at ${url} refused this page: ${reason}`;
                // The next token may be of another session.
                if (tokenAddress === undefined) {
                    listener.onRejected(text);
                } else {
                    listener.onLost(text, 'refused');
                }
            },
        };
    };

    return {
        connect: async (listener, signal) => {
            // A gateway that does not let this page in is asked more and more rarely.
            if (rejections) {
                await pause(Math.min(intervalMs * 2 ** (rejections - 1), lastRetryIntervalMs), signal);
            }
            const life = new AbortController();
            const events = eventsFor(listener, life);
            for (;;) {
                const token = tokenAddress ? await nextToken(tokenAddress, listener.onWaiting, signal) : undefined;
                const opening = open(events, signal, token);
                const transport = await reportIfSlow(opening, () => listener.onWaiting(unreachable));
                if (transport) {
                    return token ? withToken(transport, token, life, events) : transport;
                }
            }
        },
        close: () => undefined,
    };
}
