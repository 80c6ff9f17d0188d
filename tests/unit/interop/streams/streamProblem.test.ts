import type {Instance} from '../../../../src/connection/bus';
import {streamProblem} from '../../../../src/interop/streams/streamProblem';

const publisher = {application: 'Feed'} as Instance;
const problemOf = (message: string) => streamProblem({message}, 'Prices', publisher);
const rejected = (words: string) => problemOf(`Subscription rejected. Publisher said "${words}". Called with:{"a":1}`);

test.each([
    ['Subscription rejected by user. no "real" entitlement.', 'no "real" entitlement.'],
    ['Subscription rejected by user. two\nlines', 'two\nlines'],
    ['of a library that adds nothing', 'of a library that adds nothing'],
])('the words of the publisher: %j', async (raw, words) => {
    expect(await rejected(raw)).toEqual({
        isRejection: true,
        code: 'rejected',
        message: `"Feed" rejected the subscription to "Prices": ${words}`,
    });
});

test('words without an end are cut', async () => {
    expect((await rejected('x'.repeat(1e6))).message.length).toBeLessThan(600);
});

test('a rejection without a reason says so', async () => {
    const {isRejection, message} = await problemOf('Subscription rejected. No reason given. Called with:{}');
    expect([isRejection, message]).toEqual([true, '"Feed" rejected the subscription to "Prices" without a reason.']);
});

test.each([
    ['Subscription failed. Subscription attempt timed out after 30000 ms.', 'timeout'],
    ['Subscription failed. No available servers matched the target params.', 'removed'],
    ['Subscription rejected. Publisher said "Peer has left while waiting for result". Called with:{}', 'removed'],
    ['anything else', 'rejected'],
])('%s: the publisher is asked again', async (message, code) => {
    jest.spyOn(console, 'debug').mockImplementation(() => undefined);
    expect(await problemOf(message)).toMatchObject({isRejection: false, code});
});
