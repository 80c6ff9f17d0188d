import {maxTimeoutMs, tokenTimeoutMs} from '../../../async/timeouts';
import {pause} from '../../../async/waiting';
import {withinTime} from '../../../async/withinTime';
import type {GatewayMessage, Transport} from '../../coreClient/transport';
import type {Token} from './tokenRequest';

interface Parts {
    /** Aborted when the transport is lost or left. */
    life: AbortController;
    /** A new token. Rejects only when the signal is aborted. */
    next: (signal: AbortSignal) => Promise<Token>;
    /** Whether the gateway that has let this page in reads what tokens say, and takes a new one on a live connection. */
    readsTokens: () => boolean;
    /** This login is over. The page may come back with a new token. */
    onOver: (reason: string) => void;
}

/** What a gateway of this package says about a new token. */
interface RenewalAnswer extends GatewayMessage {
    reason?: string;
}

/** The part of a token's life after which the page gets a new one. The rest is for a server that is away for a while. */
const renewAfter = 2 / 3;

/** Logs in over a transport with a token, and with new ones before it expires. */
export function keepLogin(transport: Transport, first: Token, {life, next, readsTokens, onOver}: Parts): Transport {
    const {signal} = life;
    let onAnswer: (refusal?: string) => void = () => undefined;

    /** Resolves with why the gateway does not take the token. */
    const present = (token: string): Promise<string | undefined> =>
        new Promise((resolve) => {
            onAnswer = resolve;
            pause(tokenTimeoutMs, signal).then(
                () => resolve('it did not answer'),
                () => undefined,
            );
            transport.post({type: 'dash_glue42-renew-token', token} as GatewayMessage);
        });

    /** Resolves with why this login is over. */
    const renew = async (): Promise<string> => {
        for (let token = first; ;) {
            await pause(Math.min((token.expiresAt - token.receivedAt) * renewAfter, maxTimeoutMs), signal);
            // A gateway that reads tokens ends the connection itself, after a grace.
            const newer = await nextInTime(next, readsTokens() ? Infinity : token.expiresAt, signal);
            if (!newer) {
                return 'The token for the gateway expired.';
            }
            if (newer.token !== token.token) {
                const refusal = readsTokens() ? await present(newer.token) : 'it takes one at a login only';
                if (refusal !== undefined) {
                    return `The gateway did not take the page's new token: ${refusal}.`;
                }
            }
            token = newer;
        }
    };

    renew().then(onOver, () => undefined);
    return {
        post: (message) =>
            transport.post(
                message.type === 'hello'
                    ? ({...message, authentication: {method: 'access-token', token: first.token}} as GatewayMessage)
                    : message,
            ),
        listen: (listener) =>
            transport.listen((message) => {
                if (message.type === 'dash_glue42-token-renewed') {
                    onAnswer();
                } else if (message.type === 'dash_glue42-token-refused') {
                    onAnswer((message as RenewalAnswer).reason ?? 'it did not say why');
                } else {
                    listener(message);
                }
            }),
        leave: () => {
            life.abort();
            transport.leave();
        },
    };
}

/** Undefined: there was none in time. Rejects when the signal is aborted. */
function nextInTime(next: Parts['next'], limit: number, signal: AbortSignal): Promise<Token | undefined> {
    return withinTime<Token | undefined>(Math.min(limit - Date.now(), maxTimeoutMs), next, signal).catch(() => {
        signal.throwIfAborted();
        return undefined;
    });
}
