import type {Problem} from '../../../values/busError';
import {errorMessage} from '../../../values/errorMessage';
import type {TransportEvents} from '../../coreClient/transport';
import {growingPauses, reportIfSlow} from '../../../async/waiting';
import {notLoadedReason} from '../../../bundle/notLoadedReason';
import {NoResponseError, NotLoadedError} from './workerTransport';
import type {GatewayName} from './gatewayName';

/** What the page says of a gateway that does not start, and how long it pauses before it tries again. */
export function startReport({onWaiting}: Pick<TransportEvents, 'onWaiting'>, signal: AbortSignal) {
    let problem: Problem = {
        code: 'not_connected',
        message:
            'The embedded Glue42 bus has not started yet: the browser is still loading or starting its script. This page waits for it.',
    };
    const nextAttempt = growingPauses(signal);
    return {
        /** Rejects when the signal is aborted. */
        failed: async (gateway: GatewayName, reason: unknown): Promise<void> => {
            const why =
                reason instanceof NotLoadedError
                    ? `its script ${gateway.url} could not be loaded: ${await notLoadedReason(gateway.url)}`
                    : reason instanceof NoResponseError
                      ? `its worker (${gateway.url}) does not answer`
                      : errorMessage(reason);
            problem = {
                code: 'not_connected',
                message: `The embedded Glue42 bus did not start: ${why}. This page tries again.`,
            };
            onWaiting(problem);
            if (!(reason instanceof NoResponseError)) {
                await nextAttempt();
            }
        },
        /** Says after a moment what the work waits for. */
        during: <T>(work: Promise<T>): Promise<T> => reportIfSlow(work, () => onWaiting(problem)),
    };
}
