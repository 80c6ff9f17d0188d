import type {Instance} from '../../connection/bus';
import type {Problem} from '../../values/busError';
import {errorMessage} from '../../values/errorMessage';

/** Texts of other apps are shown to the user. */
const maxLength = 500;

/** Why a publisher has not accepted a subscription. */
interface StreamProblem extends Problem {
    /** The publisher itself has said no. */
    isRejection: boolean;
}

/** Reads how a client library rejects a subscription. */
export async function streamProblem(reason: unknown, name: string, publisher: Instance): Promise<StreamProblem> {
    const message = errorMessage(reason);
    const app = publisher.application ? `"${publisher.application.slice(0, maxLength)}"` : 'the publisher';
    const rejected =
        /^Subscription rejected\.(?: Publisher said "([^]*?)"\.)?(?: No reason given\.)? Called with:/.exec(message);
    const words = (rejected?.[1] ?? '').replace(/^Subscription rejected by user\. ?/, '').trim();
    if (rejected && !gatewayWords.test(words)) {
        const why = words ? `: ${words.slice(0, maxLength)}` : ' without a reason.';
        return {isRejection: true, code: 'rejected', message: `${app} rejected the subscription to "${name}"${why}`};
    }
    const timeout = /timed out after (\d+) ms/.exec(message);
    if (timeout) {
        const waited = `did not answer the subscription to "${name}" within ${timeout[1]} ms.`;
        return {isRejection: false, code: 'timeout', message: `${app} ${waited} The page asks again.`};
    }
    if (rejected || /No available servers/.test(message)) {
        const left = `stopped publishing "${name}" before it answered the subscription.`;
        return {isRejection: false, code: 'removed', message: `${app} ${left}`};
    }
    // A file that a connected page has already.
    const {explained, logRaw} = await import(/* webpackChunkName: "apis" */ '../libraryProblem');
    logRaw(reason);
    return {isRejection: false, ...explained(reason)};
}

/** The gateway speaks in the place of a publisher that has gone. */
const gatewayWords = /^(Peer has left|Unable to find|Method with id|Publisher has (left|gone))/i;
