import {BusError} from '../../busError';
import type {Glue42Core} from '@glue42/core';
import {errorMessage} from '../../errorMessage';
import {inTime} from '../../inTime';
import type {Glue} from '../bus';
import {whyUnreachable} from '../whyUnreachable';

/** A gateway as the messages about it call it. */
interface Target {
    /** At the beginning of a sentence. */
    name: string;
    url: string;
    /** How long connecting may take: longer than the client library tries by itself. */
    limitMs: number;
}

/**
 * Lets a client library connect over a WebSocket, with a log in which it finds what it has to say about errors. Never hangs,
 * and rejects with the reason in words.
 */
export function reachGateway<T extends Partial<Glue>>(
    target: Target,
    connect: (log: Glue42Core.CustomLogger) => Promise<T>,
): Promise<T> {
    const {log, refusal} = refusalLog();
    const connecting = connect(log);
    // The library waits without end for a machine that swallows what it is sent, or a server that is no gateway.
    return inTime(connecting, target.limitMs, `${target.name} did not answer`).catch(reason => {
        // It may come after all, and must not stay on the bus then.
        connecting.then(late => late.done?.(), () => undefined);
        throw new BusError('not_connected', explain(reason, target, refusal()));
    });
}

function explain(reason: unknown, {name, url}: Target, refusal: string | undefined): string {
    if (refusal) {
        return `${name} refused this page: ${refusal}`;
    }
    if (!/no more retries/.test(errorMessage(reason))) {
        return errorMessage(reason);
    }
    return `${name} cannot be reached ${whyUnreachable(url)}`;
}

/** What a gateway says when it refuses a login reaches nobody but the library's log. */
function refusalLog(): {log: Glue42Core.CustomLogger; refusal: () => string | undefined} {
    let refusal: string | undefined;
    const ignore = () => undefined;
    return {
        log: {
            debug: ignore,
            info: ignore,
            log: ignore,
            warn: ignore,
            error: message => {
                // Where in the library's code it happened comes after it.
                refusal = /error sending hello message - (.*)/.exec(String(message))?.[1]?.trim() || refusal;
            },
        },
        refusal: () => refusal,
    };
}
