import {BusError, type ErrorCode} from '../../../src/values/busError';
import {refusalReason} from '../../../src/gatewayServer/checkMessage';
import {invokeProblem} from '../../../src/interop/invokeProblem';
import {libraryProblem} from '../../../src/interop/libraryProblem';
import {vendorFile} from '../../fakes/vendorFile';

// All ways in which the bundled client libraries and the gateway reject what the components ask: what stands in their files,
// what it looks like, and what this library says instead.

const files = {
    core: '@glue42/core/dist/core.es.js',
    web: '@glue42/web/dist/web.es.js',
    platform: '@glue42/web-platform/dist/platform.web.es.js',
    desktop: '@glue42/desktop/dist/desktop.es.js',
    gateway: '@glue42/gateway-web/web/gateway-web.js',
};
const contents = new Map<string, string>();

function contentOf(file: keyof typeof files): string {
    const content = contents.get(file) ?? vendorFile(files[file]);
    contents.set(file, content);
    return content;
}

let debug: jest.SpyInstance;
beforeEach(() => (debug = jest.spyOn(console, 'debug').mockImplementation(() => undefined)));

describe('an invocation', () => {
    const desk = {application: 'Desk', peerId: 'd'};
    /** How the libraries hand on what the instance or, in its place, the gateway has said. */
    const said = (message: unknown, returned?: unknown) => ({
        message,
        returned,
        executed_by: desk,
        status: 1,
        all_return_values: [],
        all_errors: [{executed_by: desk, message}],
    });
    const asked = {name: 'Sum', waitTimeoutMs: 3000, server: desk};
    const lost = new TypeError("Cannot read properties of undefined (reading 'instance')");

    const rejections: [keyof typeof files, string, unknown, ErrorCode, string][] = [
        [
            'core',
            'Can not find a method matching ',
            {
                method: {},
                message: 'Can not find a method matching {"name":"Sum"} with server filter "best"',
                executed_by: undefined,
            },
            'method_not_found',
            'No app on this bus offers "Sum" (waited 3 s).',
        ],
        [
            'core',
            ' ms) reached for method name: ',
            {
                invocationId: 'i',
                status: 1,
                message:
                    'Invocation timeout (30000 ms) reached for method name: Sum, target instance: {"application":"Desk"}',
            },
            'timeout',
            'Method "Sum": "Desk" did not answer within 30000 ms.',
        ],
        [
            'gateway',
            'Peer has left while waiting for result',
            said('Peer has left while waiting for result'),
            'removed',
            'Method "Sum": "Desk" left the bus before it answered.',
        ],
        ['core', 'instance: server.instance', lost, 'removed', 'Method "Sum": "Desk" left the bus before it answered.'],
        [
            'core',
            'message: msg.message',
            {
                message: lost.message,
                executed_by: undefined,
                all_errors: [{executed_by: undefined, message: lost.message}],
            },
            'removed',
            'Method "Sum": "Desk" left the bus before it answered.',
        ],
        [
            'gateway',
            'Unable to find method with id ',
            said('Unable to find method with id 5 on server id d registered with this peer'),
            'removed',
            'Method "Sum": "Desk" no longer offers it.',
        ],
        [
            'gateway',
            'Unable to invoke methods across different users',
            said('Unable to invoke methods across different users'),
            'rejected',
            'Method "Sum": "Desk" belongs to another user of the gateway.',
        ],
        [
            'gateway',
            'Unable to find peer with id ',
            'Unable to find peer with id 7',
            'connection_lost',
            'Method "Sum": the connection to the bus was lost.',
        ],
        [
            'core',
            'errorMsg._tag = tag',
            said(undefined),
            'rejected',
            expect.stringMatching(/^Method "Sum": the bus refused it/) as never,
        ],
        [
            'core',
            'The method arguments must be an object',
            new Error('The method arguments must be an object. method: Sum'),
            'rejected',
            expect.stringMatching(/^Method "Sum": the bus refused it/) as never,
        ],
    ];

    test.each([
        ['call', 'invalid_arguments', 'the arguments cannot be nested more than 500 levels deep.'],
        ['yield', 'no_result', 'the result cannot be nested more than 500 levels deep.'],
        ['error', 'no_result', 'the result cannot be nested more than 500 levels deep.'],
    ])('%s: what the gateway program does not pass on is the fault of the one who sent it', (type, code, what) => {
        const tooDeep = JSON.parse(`${'{"a":'.repeat(600)}1${'}'.repeat(600)}`) as object;
        expect(invokeProblem(said(refusalReason({type, tooDeep})), asked)).toEqual({
            code,
            message: `Method "Sum": ${what}`,
            executed_by: desk,
        });
        const unsafe = invokeProblem(
            said(refusalReason({type, ...(JSON.parse('{"data": {"__proto__": 1}}') as object)})),
            asked,
        );
        expect(unsafe).toMatchObject({
            code,
            message: expect.stringContaining('cannot have "__proto__" as a path') as string,
        });
    });

    test.each(rejections)('%s: %s…', (file, fragment, reason, code, message) => {
        expect(contentOf(file)).toContain(fragment);
        expect(invokeProblem(reason, asked)).toEqual({code, message, executed_by: desk});
        expect(debug).toHaveBeenCalledWith(expect.any(String), reason);
    });

    test.each([
        'Peer has left while waiting for result',
        'Invocation timeout (30000 ms) reached for method name: Sum',
        'Can not find a method matching {}',
        "Cannot read properties of undefined (reading 'instance')",
        'not connected',
    ])("what the invoked app itself says passes word for word: '%s'", (message) => {
        expect(invokeProblem(said(message, {}), asked)).toEqual({code: 'refused', message, executed_by: desk});
        expect(debug).not.toHaveBeenCalled();
    });

    test('a refusal of a client that sends nothing along passes too', () => {
        expect(invokeProblem(said('The account is closed.'), asked)).toMatchObject({
            code: 'refused',
            message: 'The account is closed.',
        });
    });

    test.each(['', '  ', '[object Object]'])('a refusal that says %j says nothing', (message) => {
        expect(invokeProblem(said(message, {}), asked)).toMatchObject({
            code: 'refused',
            message: 'Method "Sum": it was refused without a reason.',
        });
    });

    test.each([
        ['invalid_arguments', 'invalid_arguments'],
        ['queue_full', 'queue_full'],
        ['not_connected', 'refused'],
        ['untrusted_origin', 'refused'],
        ['anything', 'refused'],
        [{}, 'refused'],
    ])('a refusal with the code %j is believed to be %s', (code, believed) => {
        expect(invokeProblem(said('no', {code}), asked).code).toBe(believed);
    });

    test('one for certain instances says that these lack the method', () => {
        const reason = {message: 'Can not find a method matching {}'};
        expect(invokeProblem(reason, {name: 'Sum', isTargeted: true, waitTimeoutMs: 0}).message).toBe(
            'None of the apps that were asked offers "Sum".',
        );
    });
});

describe('any other operation', () => {
    const byPlatform = (reason: string) =>
        new Error(`Internal Error. The platform rejected operation for domain: windows with reason: "${reason}"`);

    const rejections: [keyof typeof files, string, unknown, ErrorCode, string][] = [
        [
            'core',
            'A method with the name',
            'A method with the name "Sum" already exists! Please, provide a unique name',
            'name_taken',
            'this page offers "Sum" already',
        ],
        [
            'core',
            'A stream with the name',
            'A stream with the name "Sum" already exists! Please',
            'name_taken',
            'this page offers "Sum" already',
        ],
        [
            'core',
            'cannot b',
            '… the property “supportsStreaming” cannot be “true”. If you want',
            'invalid_setting',
            'a method cannot have "supportsStreaming"',
        ],
        [
            'core',
            ' does not exist or is not registered by your application!',
            'Method with a name "Sum" does not exist or is not registered by your application!',
            'rejected',
            'this page does not offer "Sum".',
        ],
        [
            'core',
            'glue.contexts.setPath operation is not supported',
            'glue.contexts.setPath operation is not supported, use Glue42 3.10 or later',
            'unsupported',
            'the platform is too old',
        ],
        [
            'core',
            'glue.contexts.setPaths operation is not supported',
            'glue.contexts.setPaths operation is not supported, use Glue42 3.10 or later',
            'unsupported',
            'the platform is too old',
        ],
        ['core', '"context with "', 'context with client does not exist', 'rejected', 'there is no context "client".'],
        [
            'core',
            'Received created event for context with unknown id',
            new Error('Received created event for context with unknown id: 5'),
            'rejected',
            'the context was destroyed in the same moment.',
        ],
        [
            'gateway',
            'Unable to find context with id ',
            'Unable to find context with id 5',
            'rejected',
            'the context was destroyed in the same moment.',
        ],
        [
            'core',
            'Please provide the data as an object!',
            new Error('Please provide the data as an object!'),
            'invalid_command',
            'the data has a form',
        ],
        [
            'core',
            'Please provide the path as a dot delimited string!',
            new Error('Please provide the path as a dot delimited string!'),
            'invalid_command',
            'the path has a form',
        ],
        [
            'core',
            'Please provide the paths as an array of PathValues!',
            new Error('Please provide the paths as an array of PathValues!'),
            'invalid_command',
            'the paths has a form',
        ],
        [
            'core',
            'Please provide the name as a non-empty string!',
            new Error('Please provide the name as a non-empty string!'),
            'invalid_command',
            'the name has a form',
        ],
        [
            'desktop',
            "A channel with name: ${name} doesn't exist!",
            new Error("A channel with name: Red doesn't exist!"),
            'rejected',
            'there is no channel "Red".',
        ],
        [
            'desktop',
            "Channel with name: ${name} doesn't exist!",
            new Error("Channel with name: Red doesn't exist!"),
            'rejected',
            'there is no channel "Red".',
        ],
        [
            'desktop',
            'Not joined to any channel!',
            new Error('Not joined to any channel!'),
            'rejected',
            'this page is on no channel',
        ],
        [
            'web',
            'because not joined to a channel!',
            new Error('Cannot publish to channel, because not joined to a channel!'),
            'rejected',
            'this page is on no channel',
        ],
        [
            'web',
            'Cannot publish to channel, because the provided data is not an object!',
            new Error('Cannot publish to channel, because the provided data is not an object!'),
            'invalid_command',
            'the data has a form',
        ],
        [
            'web',
            'FDC3 does not support updating of multiple context keys',
            new Error('FDC3 does not support updating of multiple context keys'),
            'invalid_command',
            'only one key that begins with "fdc3_"',
        ],
        [
            'desktop',
            'To use this method you need to enable channels API',
            new Error(
                'To use this method you need to enable channels API - set the channels property to true when initializing',
            ),
            'unsupported',
            'the platform cannot do this',
        ],
        [
            'platform',
            'because a window with that name already exists',
            byPlatform('Cannot open a window with name: one, because a window with that name already exists.'),
            'name_taken',
            'a window named "one" is open already',
        ],
        [
            'platform',
            'the user has not approved popups',
            byPlatform('The most likely reason is that the user has not approved popups or has a blocker.'),
            'blocked',
            'The browser blocked the window',
        ],
        [
            'web',
            'the user has declined the permission request',
            new Error('Cannot raise the notification, because the user has declined the permission request'),
            'blocked',
            'the user has forbidden notifications',
        ],
        [
            'platform',
            'Accessing missing service worker registration object',
            byPlatform('Accessing missing service worker registration object. This is caused because'),
            'unsupported',
            'the platform page has no service worker',
        ],
        [
            'web',
            'Transaction for operation: ${operation} timed out.',
            'Transaction for operation: openWindow timed out.',
            'timeout',
            'the platform did not answer in time.',
        ],
        [
            'web',
            'Promise timeout hit: ',
            'Promise timeout hit: 30000',
            'timeout',
            'the platform did not answer in time.',
        ],
        ['core', '"not connected"', 'not connected', 'connection_lost', 'the connection to the bus was lost.'],
        [
            'core',
            'not connected to gateway',
            'not connected to gateway',
            'connection_lost',
            'the connection to the bus was lost.',
        ],
        [
            'core',
            'because the port was not opened yet',
            new Error('Cannot send message, because the port was not opened yet'),
            'connection_lost',
            'the connection to the bus was lost.',
        ],
        ['core', '"not supported"', 'not supported', 'unsupported', 'the platform cannot do this'],
    ];

    test.each(rejections)('%s: %s', (file, fragment, reason, code, message) => {
        expect(contentOf(file)).toContain(fragment);
        const problem = libraryProblem(reason);
        expect(problem).toMatchObject({code, message: expect.stringContaining(message)});
        expect(debug).toHaveBeenCalledWith(expect.any(String), reason);
    });

    test.each([
        new TypeError("Cannot read properties of undefined (reading 'join')"),
        {},
        '[object Object]',
        undefined,
        {err: {}, libs: []},
        'whatever it is',
    ])('of what is not known, such as %p, nothing but that is said; the console has it', (reason) => {
        const {code, message} = libraryProblem(reason);
        expect([code, message]).toEqual([
            'rejected',
            'the bus refused it, in words that are in the browser\'s console (level "verbose").',
        ]);
        expect(debug).toHaveBeenCalledWith(expect.any(String), reason);
    });

    test('what this library says itself stays as it is', () => {
        const ours = new BusError('timeout', 'ours: not connected');
        expect(libraryProblem(ours)).toBe(ours);
        expect(debug).not.toHaveBeenCalled();
    });
});
