import {errorMessage} from '../../../src/values/errorMessage';

describe('errorMessage', () => {
    test.each([
        ['an Error', new Error('no bus'), 'no bus'],
        ['a string', 'no bus', 'no bus'],
        ['what the client libraries reject with', {err: new Error('no bus'), libs: {}}, 'no bus'],
        ['a rejected result', {message: 'no bus', executed_by: {}}, 'no bus'],
        ['an Error made of an object', {err: new Error('[object Object]'), reason: 'no bus'}, 'no bus'],
        ['a message that is an object', {message: {reason: 'no bus'}}, 'no bus'],
        ['an Error without a message', new TypeError(), 'TypeError'],
        ['an object without a message', {code: 7}, '{"code":7}'],
        ['a number', 7, '7'],
        ['nothing', undefined, 'Unknown error'],
        ['null', null, 'Unknown error'],
        ['an empty object', {}, 'Unknown error'],
        ['an empty string', ' ', 'Unknown error'],
    ])('reads %s', (_, reason, message) => {
        expect(errorMessage(reason)).toBe(message);
    });

    it('ends with an object that contains itself', () => {
        const reason: {err?: object} = {};
        reason.err = reason;
        expect(errorMessage(reason)).toBe('Unknown error');
    });
});
