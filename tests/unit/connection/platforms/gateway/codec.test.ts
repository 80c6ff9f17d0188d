import {fromText, toText} from '../../../../../src/connection/platforms/gateway/codec';

test('a message arrives as it was sent, dates in the spelling of the vendor', () => {
    const at = new Date(1700000000000);
    const message = {type: 'call', arguments: {at, list: [at, null], text: '#T42_DATE#?', n: 1}};
    expect(toText(message)).toContain('"at":"#T42_DATE#1700000000000"');
    expect(fromText(toText(message))).toEqual(message);
});
