import {BusError} from '../../../../src/values/busError';
import {connectProblem} from '../../../../src/connection/clientLibrary/connectProblem';
import {vendorFile} from '../../../fakes/vendorFile';

const web = vendorFile('@glue42/web/dist/web.es.js');
const noPlatform = 'No browser platform answers this page';
const notInTime = 'The platform was found, but did not let this page in within its time limit';

test.each([
    ['Cannot initiate glue, because this window was not opened or created by a glue client', noPlatform],
    [
        'Cannot initialize glue, because this app was not opened or created by a Glue Client and the request for extension connection timed out',
        noPlatform,
    ],
    ["Cannot initiate Glue Web, because a system method's discovery timed out: ", notInTime],
    ["Glue Web initialization timed out, because core didn't resolve", notInTime],
    ['The connection to the target glue window timed out', notInTime],
    ['Promise timeout hit: ', notInTime],
])('what the libraries reject a start with is told in our words: %s', (raw, message) => {
    const debug = jest.spyOn(console, 'debug').mockImplementation(() => undefined);
    expect(web).toContain(raw);
    const reason = {err: new Error(raw), libs: []};
    expect(connectProblem(reason)).toEqual({code: 'not_connected', message: expect.stringContaining(message)});
    expect(debug).toHaveBeenCalledWith(expect.any(String), reason);
});

test('a library that does not say why does not end as JSON', () => {
    jest.spyOn(console, 'debug').mockImplementation(() => undefined);
    expect(connectProblem({err: {}, libs: []}).message).toBe(
        'The client library could not start, and did not say why.',
    );
});

test("the words of an app's own factory, and our own, stay as they are", () => {
    expect(connectProblem(new Error('No licence.'))).toEqual({code: 'not_connected', message: 'No licence.'});
    expect(connectProblem(new BusError('invalid_setting', 'Wrong.'))).toEqual({
        code: 'invalid_setting',
        message: 'Wrong.',
    });
});
