/** What Dash records as the error of a callback: a response (`responses.ts` adds `noAnswer`), or an Error. */
interface Recorded {
    noAnswer?: string;
    status?: unknown;
    message?: unknown;
}

// Dash's own words for a request that got no response, such as one that was redirected to another origin.
const unreached = 'Callback failed: the server did not respond.';

/** What came in place of the app's answer; undefined: the app has answered, or was not asked. */
export function noAnswerReason(error: unknown): string | undefined {
    const {noAnswer, message} = (error ?? {}) as Recorded;
    return (
        noAnswer ??
        (message === unreached ? 'the Dash server did not respond (is it running, has the login expired?).' : undefined)
    );
}

/** What happened, without the server's own words: the caller may be anybody on the bus. */
export function failureReason(error: unknown): string {
    const {status} = (error ?? {}) as Recorded;
    const otherwise =
        typeof status === 'number'
            ? `the callback failed (HTTP status ${status}).`
            : // Over a WebSocket an exception of the server is an Error too, as are those of the page.
              'the callback failed: it raised an error, or the connection to the Dash server broke.';
    return noAnswerReason(error) ?? otherwise;
}
