import {firstRetryIntervalMs, lastRetryIntervalMs} from '../../../async/timeouts';
import {type Problem, problemOf} from '../../../values/busError';
import {pauseUntilWoken, wakeOthers} from './pauseUntilWoken';
import {type Token, requestToken} from './tokenRequest';

/**
 * A new token of the app's server. Asks until there is one, also after the user's session has ended; rejects only when the
 * signal is aborted.
 */
export async function nextToken(
    address: string,
    onProblem: (problem: Problem) => void,
    signal: AbortSignal,
): Promise<Token> {
    const name = `dash_glue42 token ${address}`;
    for (let ms = firstRetryIntervalMs; ; ms = Math.min(2 * ms, lastRetryIntervalMs)) {
        try {
            const token = await requestToken(address, signal);
            // The user may just have logged in, and pages in other tabs wait for that.
            wakeOthers(name);
            return token;
        } catch (reason) {
            signal.throwIfAborted();
            onProblem(problemOf(reason, 'not_connected'));
        }
        await pauseUntilWoken(ms, name, signal);
    }
}
