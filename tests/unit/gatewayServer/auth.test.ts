/** @jest-environment node */
import {checkSharedToken, isOriginAllowed} from '../../../src/gatewayServer/logins/auth';

describe('who may open a connection', () => {
    const admits = (origin: string | undefined, origins: string[] = [], token?: string) =>
        isOriginAllowed(origin, origins, token !== undefined);

    it.each(['http://localhost', 'https://localhost:8050', 'http://127.0.0.1:1', 'http://[::1]:8050'])(
        '%s by itself',
        (origin) => {
            expect(admits(origin)).toBe(true);
        },
    );

    it.each([
        '',
        'null',
        'http://127.0.0.1.evil.example',
        'http://localhost:8050.evil.example',
        'HTTP://localhost',
        'http://localhost/',
        'http://127.0.0.2',
        'http://0.0.0.0',
    ])('not %j by itself', (origin) => {
        expect(admits(origin)).toBe(false);
        expect(admits(origin, [], 'a token')).toBe(false);
    });

    it('exactly the origins that are allowed', () => {
        const origins = ['https://a.example', 'null'];
        expect(origins.map((origin) => admits(origin, origins))).toEqual([true, true]);
        expect(
            ['https://a.example:444', 'https://b.a.example', 'http://localhost'].some((origin) =>
                admits(origin, origins),
            ),
        ).toBe(false);
    });

    it('without an origin only those who will be asked for a token', () => {
        expect(admits(undefined)).toBe(false);
        expect(admits(undefined, ['https://a.example'])).toBe(false);
        expect(admits(undefined, [], 'a token')).toBe(true);
    });
});

describe('who may log in with a token that all share', () => {
    const check = (given: unknown) => () => checkSharedToken(given, 'sesame');

    it('somebody who presents it', () => {
        expect(check({method: 'access-token', token: 'sesame'})).not.toThrow();
    });

    it.each([
        undefined,
        null,
        'sesame',
        ['sesame'],
        {},
        {token: null},
        {token: ''},
        {token: 0},
        JSON.parse('{"__proto__":{"token":"sesame"}}'),
    ])('nobody with %j', (given) => {
        expect(check(given)).toThrow('Missing token');
    });

    it.each(['sesam', 'sesame ', 'SESAME', ['sesame'], {}, 5, true])('nobody with the token %j', (token) => {
        expect(check({token})).toThrow('Invalid token');
    });
});
