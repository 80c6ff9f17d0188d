import {BusError} from '../../../values/busError';
import type {Glue42Core} from '@glue42/core';
import {errorMessage} from '../../../values/errorMessage';
import {type Waiting, growingPauses, reportIfSlow} from '../../../async/waiting';
import {unreachableReason} from '../../clientLibrary/unreachableReason';

/** A gateway as the messages about it call it. */
interface Target {
    /** At the beginning of a sentence. */
    name: string;
    url: string;
}

/**
 * Lets a client library connect over a WebSocket, with a log in which it finds what it has to say about errors: again and
 * again while the gateway cannot be reached. Rejects with the reason in words when the gateway refuses, or the library fails.
 */
export async function connectWithDiagnostics<T>(
    {name, url}: Target,
    connect: (log: Glue42Core.CustomLogger) => Promise<T>,
    {onWaiting, signal}: Waiting,
): Promise<T> {
    const report = (message: string) => onWaiting({code: 'not_connected', message});
    const nextAttempt = growingPauses(signal);
    for (;;) {
        const {log, refusal} = refusalLog();
        try {
            // The library waits forever for a machine that drops all packets, or a server that is not a gateway.
            return await reportIfSlow(connect(log), () =>
                report(`${name} has not let this page in yet. The container may still be starting.`),
            );
        } catch (reason) {
            if (isRepeated(refusal())) {
                report(`${name} is slow: it got the login of this page twice. The page tries again.`);
            } else if (refusal()) {
                throw new BusError('not_connected', `${name} refused this page: ${refusal()}`);
            } else if (/no more retries/.test(errorMessage(reason))) {
                report(`${name} cannot be reached ${unreachableReason(url)}`);
            } else {
                throw reason;
            }
            await nextAttempt();
        }
    }
}

/** The library sends its login again when a slow gateway has not answered in time, and that one (the vendor's, or ours) refuses the second. */
const isRepeated = (refusal = ''): boolean => /already (received|logged in)/i.test(refusal);

/** The reason for which a gateway refuses a login stands in the library's log only. */
function refusalLog(): {log: Glue42Core.CustomLogger; refusal: () => string | undefined} {
    let refusal: string | undefined;
    const ignore = () => undefined;
    return {
        log: {
            debug: ignore,
            info: ignore,
            log: ignore,
            warn: ignore,
            error: (message) => {
                // Where in the library's code it happened comes after it.
                refusal = /error sending hello message - (.*)/.exec(String(message))?.[1]?.trim() || refusal;
            },
        },
        refusal: () => refusal,
    };
}
