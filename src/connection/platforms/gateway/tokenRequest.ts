import {tokenTimeoutMs} from '../../../async/timeouts';
import {withinTime} from '../../../async/withinTime';
import {BusError} from '../../../values/busError';
import {isDict} from '../../../values/isDict';
import {parseJson} from '../../../values/parse';
import {withoutUrlSecrets} from '../../../values/withoutUrlSecrets';

/** What the gateway lets this page in with, for a time. */
export interface Token {
    token: string;
    /** By the page's clock. */
    receivedAt: number;
    expiresAt: number;
}

/** Both are far more than a server needs for `{"token", "expires_in"}`. */
const longestToken = 16000;
const longestAnswer = 100000;

/** Asks the app's server for a token, once. Rejects with a BusError; `refused` is a session that has ended. */
export function requestToken(address: string, signal: AbortSignal): Promise<Token> {
    const question = (limit: AbortSignal) =>
        ask(address, limit).catch((reason) => {
            if (reason instanceof BusError) {
                throw reason;
            }
            throw problem(
                address,
                limit.aborted
                    ? `did not answer within ${tokenTimeoutMs / 1000} seconds`
                    : 'cannot be reached, or does not let this page read its answer',
            );
        });
    return withinTime(tokenTimeoutMs, question, signal);
}

async function ask(address: string, signal: AbortSignal): Promise<Token> {
    // POST: browsers send Origin with it also to the own origin, which the server checks, and keep its answer nowhere.
    const response = await fetch(address, {
        method: 'POST',
        credentials: 'include',
        cache: 'no-store',
        // A server that sends the page elsewhere wants a login. The token goes through no other server.
        redirect: 'manual',
        headers: {Accept: 'application/json'},
        signal,
    });
    const {type, status, ok} = response;
    if (type === 'opaqueredirect') {
        throw ended('redirects to another address, such as a login page');
    }
    if (status === 401 || status === 403) {
        throw ended(`answered ${status}`);
    }
    if (!ok) {
        throw problem(address, `answered ${status}${status === 404 ? ': check settings["gateway"]["tokenUrl"]' : ''}`);
    }
    return readToken(address, await textOf(address, response));
}

function readToken(address: string, text: string): Token {
    const answer = parseJson(text);
    if (answer === undefined) {
        throw ended('answered no JSON, perhaps a login page');
    }
    const {token, expires_in: seconds} = (isDict(answer) ? answer : {}) as {token?: unknown; expires_in?: unknown};
    if (typeof token !== 'string' || !token || token.length > longestToken) {
        throw problem(address, `answered no "token", a text of up to ${longestToken} characters`);
    }
    if (typeof seconds !== 'number' || !(seconds >= 1)) {
        throw problem(address, 'answered no "expires_in", a number of seconds, 1 or more');
    }
    const receivedAt = Date.now();
    return {token, receivedAt, expiresAt: receivedAt + seconds * 1000};
}

async function textOf(address: string, {body}: Response): Promise<string> {
    const reader = body!.getReader();
    const decoder = new TextDecoder();
    let text = '';
    for (;;) {
        const {done, value} = await reader.read();
        text += decoder.decode(value, {stream: !done});
        if (text.length > longestAnswer) {
            void reader.cancel();
            throw problem(address, `answered more than ${longestAnswer} characters`);
        }
        if (done) {
            return text;
        }
    }
}

const ended = (what: string): BusError =>
    new BusError(
        'refused',
        `The app's server gives this page no token for the gateway: it ${what}. Log in to the app; the page tries again.`,
    );

const problem = (address: string, what: string): BusError =>
    new BusError(
        'not_connected',
        `The server of the gateway's tokens, ${withoutUrlSecrets(address)}, ${what}. The page tries again.`,
    );
