/**
 * @jest-environment node
 */
import {checkResponses} from '../../../src/dash/responses';

const path = '/app/_dash-update-component';
const answer = {multi: true, response: {shown: {children: '1'}}};

/** A page of which every request gets this response. */
function pageWith(body: BodyInit | null, init?: ResponseInit) {
    const sent: unknown[][] = [];
    const given = new Response(body, init);
    const page = {
        fetch: (async (...request: unknown[]) => {
            sent.push(request);
            return given;
        }) as typeof fetch,
    };
    checkResponses(page);
    return {page, sent, given};
}

test('an answer of Dash is read once by Dash, and can be read again as a response is', async () => {
    const {page, sent} = pageWith(JSON.stringify(answer), {headers: {'Server-Timing': 'db;dur=1'}});
    const init = {method: 'POST', body: '{}'};
    const response = await page.fetch(path, init);
    const again = response.clone();
    expect(await response.json()).toEqual(answer);
    expect(await again.json()).toEqual(answer);
    expect(JSON.parse(await response.text())).toEqual(answer);
    expect([response.status, response.ok, response.headers.get('Server-Timing')]).toEqual([200, true, 'db;dur=1']);
    expect(sent).toEqual([[path, init]]);
});

test.each([
    ['that ends a callback in Dash 3', {response: {props: {}}}],
    ['with no output', {multi: true, sideUpdate: {}}],
    ['that starts a job in the background', {cacheKey: 'a', job: 'b'}],
])('an answer %s is one of Dash', async (_, data) => {
    const {page} = pageWith(JSON.stringify(data));
    expect(await (await page.fetch(path)).json()).toEqual(data);
});

test.each([
    ['a login page', '<html>', 'the answer was no JSON (has the login expired?).'],
    ['nothing', null, 'the answer was no JSON (has the login expired?).'],
    ['null', 'null', 'the answer was not that of a Dash app (has the login expired?).'],
    ['a list', '[]', 'the answer was not that of a Dash app (has the login expired?).'],
    ['a number', '5', 'the answer was not that of a Dash app (has the login expired?).'],
    [
        'the JSON of another program',
        '{"error": "login"}',
        'the answer was not that of a Dash app (has the login expired?).',
    ],
])('%s with status 200 is a failure, which says so', async (_, body, noAnswer) => {
    const {page} = pageWith(body);
    const response = await page.fetch(path);
    expect(response).toMatchObject({status: 502, ok: false, noAnswer});
    expect(await response.text()).toBe(noAnswer);
});

test('a body that breaks off is a failure', async () => {
    const {page} = pageWith(new ReadableStream({start: (body) => body.error(new TypeError('network error'))}));
    expect(await page.fetch(path)).toMatchObject({status: 502, noAnswer: 'the answer broke off before its end.'});
});

test.each([
    [401, 'the callback failed (HTTP status 401: has the login expired?).'],
    [502, 'the callback failed (HTTP status 502).'],
    [500, undefined],
    [204, undefined],
])('a response with status %d keeps its body', async (status, noAnswer) => {
    const {page, given} = pageWith(status === 204 ? null : 'its body', {status});
    const response = await page.fetch(path);
    expect(response).toBe(given);
    expect((response as {noAnswer?: string}).noAnswer).toBe(noAnswer);
    expect(await response.text()).toBe(status === 204 ? '' : 'its body');
});

test('a stream is left to Dash', async () => {
    const {page, given} = pageWith('{}\n{}\n', {headers: {'Content-Type': 'application/x-ndjson'}});
    expect(await page.fetch(path)).toBe(given);
});

test.each([
    ['/_dash-layout', false],
    ['/page?next=/_dash-update-component', false],
    ['/_dash-update-component?cacheKey=1&job=2', true],
    ['https://desk.example.com/app/_dash-update-component', true],
    [new URL('https://desk.example.com/_dash-update-component'), true],
    [new Request('https://desk.example.com/_dash-update-component'), true],
])('a request to %s is one of a callback: %s', async (input, isOfCallback) => {
    const {page, given} = pageWith('a text');
    expect((await page.fetch(input)) !== given).toBe(isOfCallback);
});

test('a request that fails fails as before', async () => {
    const page = {fetch: () => Promise.reject(new TypeError('Failed to fetch'))};
    checkResponses(page);
    await expect(page.fetch()).rejects.toThrow('Failed to fetch');
});
