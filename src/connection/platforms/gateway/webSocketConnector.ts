import {BusError} from '../../../values/busError';
import {withoutUrlSecrets} from '../../../values/withoutUrlSecrets';
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
export class WebSocketConnector implements Connector {
    /** How often in a row the gateway did not let this page in. */
    private rejections = 0;
    private verifiesUsers = false;
    private readonly name: string;
    private readonly unreachable: BusError;

    constructor(private readonly options: Options) {
        const {url} = options;
        this.name = `The gateway at ${withoutUrlSecrets(url)}`;
        this.unreachable = new BusError('not_connected', `${this.name} cannot be reached ${unreachableReason(url)}`);
    }

    async connect(listener: TransportEvents, signal: AbortSignal): Promise<Transport> {
        const {intervalMs, tokenAddress} = this.options;
        // A gateway that does not let this page in is asked more and more rarely.
        if (this.rejections) {
            await pause(Math.min(intervalMs * 2 ** (this.rejections - 1), lastRetryIntervalMs), signal);
        }
        const life = new AbortController();
        const events = this.eventsFor(listener, life);
        for (;;) {
            const token = tokenAddress ? await nextToken(tokenAddress, listener.onWaiting, signal) : undefined;
            const opening = this.open(events, signal, token);
            const transport = await reportIfSlow(opening, () => listener.onWaiting(this.unreachable));
            if (transport) {
                return token ? this.withToken(transport, token, life, events) : transport;
            }
        }
    }

    /** Undefined: the token has become too old in the meantime. */
    private async open(events: SocketEvents, signal: AbortSignal, token?: Token): Promise<Transport | undefined> {
        for (let left = this.options.attempts; left > 0; left--) {
            try {
                return await openSocket(this.options, events);
            } catch {
                // A browser does not report why a WebSocket did not open.
                await pause(this.options.intervalMs, signal);
            }
            if (token && Date.now() > (token.receivedAt + token.expiresAt) / 2) {
                return undefined;
            }
        }
        throw this.unreachable;
    }

    private eventsFor(listener: TransportEvents, life: AbortController): SocketEvents {
        let isAuthenticated = false;
        const end = () => {
            life.abort();
            if (!isAuthenticated) {
                this.rejections++;
            }
        };
        return {
            ...listener,
            onAuthenticated: (verifiesUsers) => {
                isAuthenticated = true;
                this.rejections = 0;
                this.verifiesUsers = verifiesUsers;
                this.options.onWelcome(verifiesUsers);
            },
            onLost: (...reason) => {
                end();
                listener.onLost(...reason);
            },
            onRejected: (reason) => {
                end();
                const text = `${this.name} refused this page: ${reason}`;
                // The next token may be of another session.
                if (this.options.tokenAddress === undefined) {
                    listener.onRejected(text);
                } else {
                    listener.onLost(text, 'refused');
                }
            },
        };
    }

    private withToken(transport: Transport, token: Token, life: AbortController, events: SocketEvents): Transport {
        return keepLogin(transport, token, {
            life,
            next: (signal) => nextToken(this.options.tokenAddress!, () => undefined, signal),
            readsTokens: () => this.verifiesUsers,
            onOver: (reason) => {
                transport.leave();
                events.onLost(reason);
            },
        });
    }
}
