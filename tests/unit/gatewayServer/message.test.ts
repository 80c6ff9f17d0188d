import {readMessage} from '../../../src/gatewayServer/message';

describe('what a client sends', () => {
    const read = (text: string, isBinary = false) => readMessage(Buffer.from(text), isBinary);

    it.each([
        '{"type":"hello","domain":"global"}',
        '{"type":"create-context","domain":"context","data":{"a/b":[1]}}',
        '{"type":"ping"}',
    ])('is a message: %s', (text) => {
        expect(read(text)).toEqual(JSON.parse(text));
        expect(read(text, true)).toBeUndefined();
    });

    it.each([
        ...[
            '',
            'hello',
            'null',
            '5',
            '[]',
            '[{"type":"hello"}]',
            '{}',
            '{"type":null}',
            '{"type":["hello"]}',
            '{"type":""}',
            '{"type":"Hello"}',
        ],
        // The engine takes these for its own.
        ...[
            '{"type":"gateway.domains.global.internal/authenticated","domain":"global"}',
            '{"type":"a/b"}',
            '{"type":":a/b"}',
            '{"type":"hello\\n"}',
        ],
        ...[
            '{"type":"hello","domain":null}',
            '{"type":"hello","domain":"a/b"}',
            '{"type":"hello","domain":{}}',
            '{"__proto__":{"type":"hello"}}',
        ],
    ])('is none: %s', (text) => expect(read(text)).toBeUndefined());
});
