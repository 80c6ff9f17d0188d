import {getAgent} from '@finos/fdc3-get-agent';
import {trustOnly} from '../../../src/connection/trust';
import {webAgent} from '../../../src/fdc3/webAgent';

jest.mock('@finos/fdc3-get-agent', () => ({getAgent: jest.fn()}));

const mocked = getAgent as jest.Mock;
const trusted = 'https://desk.example.com';

beforeEach(() => {
    trustOnly([trusted], () => undefined);
    mocked.mockReset();
});

/** While the library looks for an agent, a page of this origin answers. Resolves to whether the library has got that. */
async function answerFrom(origin: string, data: object, onRefused = jest.fn()) {
    const received = jest.fn();
    // Listeners that were there before the question see the message as well, unless it is stopped before.
    window.addEventListener('message', received);
    mocked.mockImplementation(async () => {
        window.dispatchEvent(new MessageEvent('message', {data, origin}));
        window.dispatchEvent(new MessageEvent('message', {data, origin}));
        throw new Error('AgentNotFound');
    });
    await expect(webAgent({}, onRefused)).resolves.toBeNull();
    window.removeEventListener('message', received);
    return {isReceived: received.mock.calls.length > 0, refused: onRefused.mock.calls.map(([problem]) => problem)};
}

test.each(['WCP3Handshake', 'WCP2LoadUrl'])('a %s of a trusted origin reaches the library', async (type) => {
    expect(await answerFrom(trusted, {type})).toEqual({isReceived: true, refused: []});
    expect(await answerFrom(window.origin, {type})).toEqual({isReceived: true, refused: []});
});

test.each(['WCP3Handshake', 'WCP2LoadUrl'])('a %s of another origin does not, and is named once', async (type) => {
    const {isReceived, refused} = await answerFrom('https://evil.example.com', {type});
    expect(isReceived).toBe(false);
    expect(refused).toEqual([
        {
            code: 'untrusted_origin',
            message:
                'A page at https://evil.example.com offers this page an FDC3 agent, and was rejected: it has another origin. ' +
                'If it is one of yours, add "https://evil.example.com" to settings["trustedOrigins"] of this page\'s Glue42.',
        },
    ]);
    expect((await answerFrom('null', {type})).isReceived).toBe(false);
});

test('other messages pass, and after the question all', async () => {
    expect((await answerFrom('https://evil.example.com', {type: 'other'})).isReceived).toBe(true);
    const received = jest.fn();
    window.addEventListener('message', received);
    window.dispatchEvent(
        new MessageEvent('message', {data: {type: 'WCP3Handshake'}, origin: 'https://evil.example.com'}),
    );
    window.removeEventListener('message', received);
    expect(received).toHaveBeenCalledTimes(1);
});

test('the app is named by its address, whichever page of it is shown, unless the settings say how', async () => {
    const agent = {};
    mocked.mockResolvedValue(agent);
    document.body.innerHTML =
        '<script id="_dash-config" type="application/json">{"requests_pathname_prefix":"/quotes/"}</script>';
    await expect(webAgent({timeoutMs: 500, channelSelector: false}, jest.fn())).resolves.toBe(agent);
    expect(mocked).toHaveBeenLastCalledWith(
        expect.objectContaining({
            identityUrl: `${window.origin}/quotes/`,
            timeoutMs: 500,
            channelSelector: false,
            intentResolver: true,
            dontSetWindowFdc3: true,
        }),
    );
    document.body.innerHTML = '';
    await webAgent({}, jest.fn());
    expect(mocked).toHaveBeenLastCalledWith(expect.objectContaining({identityUrl: `${window.origin}/`}));
    expect(mocked.mock.calls[1][0]).not.toHaveProperty('timeoutMs');
    await webAgent({identityUrl: 'https://desk/'}, jest.fn());
    expect(mocked).toHaveBeenLastCalledWith(expect.objectContaining({identityUrl: 'https://desk/'}));
});

test('an agent that does not accept the page is an error that says what helps', async () => {
    mocked.mockRejectedValue(new Error('AccessDenied'));
    await expect(webAgent({identityUrl: 'https://desk/'}, jest.fn())).rejects.toMatchObject({
        code: 'rejected',
        message: expect.stringMatching(/\(AccessDenied\).*https:\/\/desk\/, which settings\["fdc3"\]\["identityUrl"\]/),
    });
});
