import {isDict} from '../values/isDict';

/**
 * What this library knows of Dash's requests. Dash reads a response with status 200 as JSON and does not look whether
 * that fails: when something else comes, such as the login page of an expired session, the callback stays on its way
 * for ever, and so does all that waits for its outputs. Dash is given a failed response in its place, and ends the
 * callback as it does after any failure. Its `noAnswer` says what came in place of the app's answer (`whyNoAnswer`
 * reads it).
 */
const ofCallback = /^[^?#]*\/_dash-update-component(\?|$)/;

/** From now on the page's responses to callbacks are read before Dash gets them. */
export function checkResponses(page: {fetch: typeof fetch}): void {
    const send = page.fetch;
    page.fetch = (input, init) => {
        const response = send.call(page, input, init);
        return ofCallback.test(input instanceof Request ? input.url : String(input)) ? response.then(check) : response;
    };
}

async function check(response: Response): Promise<Response> {
    const {status, headers} = response;
    // A stream (Dash 4.5) is read line by line as it comes, and Dash sees when it breaks off.
    if (!(response instanceof Response) || /ndjson/.test(headers.get('Content-Type') ?? '')) {
        return response;
    }
    if (status !== 200) {
        // 204 is the answer of a callback that changes nothing, 500 that of one that has raised.
        return status === 204 || status === 500 ? response : note(response, {noAnswer: refusal(status)});
    }
    let body: ArrayBuffer;
    try {
        body = await response.arrayBuffer();
    } catch {
        return failed(response, 'the answer broke off before its end.');
    }
    let answer: unknown;
    try {
        answer = JSON.parse(new TextDecoder().decode(body));
    } catch {
        return failed(response, 'the answer was no JSON (has the login expired?).');
    }
    return isOfDash(answer)
        ? // Dash need not parse it again. Others that read it get a copy of their own.
          copy(response, new Response(body, response), {json: () => Promise.resolve(answer)})
        : failed(response, 'the answer was not that of a Dash app (has the login expired?).');
}

/**
 * Dash has these keys in every answer: the first ones in those that end a callback, the last in those of background
 * jobs.
 */
function isOfDash(answer: unknown): boolean {
    return isDict(answer) && ['multi', 'response', 'job'].some((key) => key in answer);
}

function refusal(status: number): string {
    const hint = [401, 403, 407].includes(status) ? ': has the login expired?' : '';
    return `the callback failed (HTTP status ${status}${hint}).`;
}

function failed(response: Response, noAnswer: string): Response {
    return copy(response, new Response(noAnswer, {status: 502}), {noAnswer});
}

// The constructor of Response has no means to set where it came from.
function copy({url, redirected}: Response, made: Response, own: object): Response {
    return note(made, {url, redirected, ...own});
}

function note(response: Response, own: object): Response {
    Object.entries(own).forEach(([name, value]) => Object.defineProperty(response, name, {value}));
    return response;
}
