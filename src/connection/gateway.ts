import type {Glue42Core} from '@glue42/core';
import {errorMessage} from '../errorMessage';
import type {Glue} from './bus';
import {createCoreGlue} from './coreGlue';
import {glueStatus} from './glueStatus';
import type {Connect} from './strategy';

/** A gateway somewhere on the network, over a WebSocket. */
export const connectGateway: Connect = async ({settings, application}) => {
    const {url = '', token, auth, ...options} = settings.gateway ?? {};
    const log = errorLog();
    const connecting = createCoreGlue(application, {
        // The library tries again at this pace, when it connects first as well as after a loss; then it starts over.
        gateway: {reconnectAttempts: attempts, reconnectInterval: attemptIntervalMs, ...options, ws: url, protocolVersion: 3},
        auth: token ? {token} : (auth ?? anonymous),
        customLogger: log,
    });
    const glue = await inTime(connecting).catch(reason => {
        throw new Error(explain(reason, url, log.last()));
    });
    return {
        platform: 'gateway',
        isEnterprise: false,
        glue,
        onStatus: glueStatus(glue),
        // Leaving must not depend on a gateway that may be away.
        close: () => Promise.race([glue.done(), new Promise<void>(resolve => setTimeout(resolve, doneLimitMs))]),
    };
};

// Together as long as a gateway, or the machine that it runs on, may take to start again.
const attempts = 20;
const attemptIntervalMs = 1000;
const connectLimitMs = 30000;
const doneLimitMs = 1000;

// What the client libraries themselves say where nobody asks who they are. On gateways that make apps of different users
// invisible to each other, all that say nothing else meet.
const anonymous: Glue42Core.Auth = {username: 'glue42', password: 'glue42'};

class OutOfTime extends Error {}

/** The library waits without end for a machine that swallows what it is sent, or a server that is no gateway. */
function inTime(connecting: Promise<Glue>): Promise<Glue> {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
            reject(new OutOfTime());
            // It may come after all, and must not stay on the bus then.
            connecting.then(glue => glue.done(), () => undefined);
        }, connectLimitMs);
        connecting.then(resolve, reject).finally(() => clearTimeout(timer));
    });
}

function explain(reason: unknown, url: string, said: string | undefined): string {
    if (said) {
        return `The gateway at ${url} refused this page: ${withoutSecrets(said)}`;
    }
    const isOutOfTime = reason instanceof OutOfTime;
    if (!isOutOfTime && !/no more retries/.test(errorMessage(reason))) {
        return withoutSecrets(errorMessage(reason));
    }
    // A browser tells no page why a WebSocket did not open, and spaces out further attempts, beyond the limit perhaps.
    const isMixed = location.protocol === 'https:' && url.startsWith('ws:');
    return (
        `The gateway at ${url} ${isOutOfTime ? `did not answer within ${connectLimitMs / 1000} seconds` : 'cannot be reached'} ` +
        `from ${location.origin}: it is not running, or does not admit this origin` +
        `${isMixed ? ', or the browser forbids ws:// to a page on https (use wss://)' : ''}.`
    );
}

/** The library quotes an `auth` that it can make nothing of, with whatever is in it. */
const withoutSecrets = (text: string): string => text.replace(/(invalid auth message).*/s, '$1; settings["gateway"]["auth"] needs a "username"');

interface ErrorLog extends Glue42Core.CustomLogger {
    last: () => string | undefined;
}

/** What the gateway says when it refuses a login reaches nobody but the library's log. */
function errorLog(): ErrorLog {
    let last: string | undefined;
    const ignore = () => undefined;
    return {
        debug: ignore,
        info: ignore,
        log: ignore,
        warn: ignore,
        error: message => {
            // What the library was doing comes before it, and where in its code after it.
            last = String(message).split('\n')[0]!.replace(/^.*error sending hello message - /, '').trim();
        },
        last: () => last,
    };
}
