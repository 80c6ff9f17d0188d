/** @jest-environment node */
import {type KeyObject, createHmac, generateKeyPairSync, sign as signBytes} from 'node:crypto';
import {type JWTPayload, SignJWT} from 'jose';
import type {Log} from '../../../src/gatewayServer/log';
import {type Logins, createLogins} from '../../../src/gatewayServer/logins/logins';
import type {Refusal} from '../../../src/gatewayServer/logins/refusal';

const log: Log = {level: 'info', write: () => undefined};
const secret = 'a secret of more than thirty-two bytes';
const options = {token: undefined, jwtSecret: secret, jwks: undefined, jwtIssuer: 'login', jwtAudience: 'bus'};
const claims = {sub: 'alice', iss: 'login', aud: 'bus', buses: ['desk', 'fx-*'], exp: 4102444800};
const asked = {bus: 'desk', application: 'Blotter'};

const now = () => Math.floor(Date.now() / 1000);
const sign = (
    payload: JWTPayload,
    header: object = {},
    key: KeyObject | Uint8Array = new TextEncoder().encode(secret),
) => new SignJWT(payload).setProtectedHeader({alg: 'HS256', ...header}).sign(key);
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** For what the library does not sign. */
const byHand = (header: object, signatureOf = (text: string) => createHmac('sha256', secret).update(text).digest()) => {
    const text = `${encode(header)}.${encode(claims)}`;
    return `${text}.${signatureOf(text).toString('base64url')}`;
};

/** From an address of its own each time: this is not about guessing. */
let address = 0;
const check = (logins: Logins, token: unknown, wanted = asked) =>
    logins.check({token}, wanted, `10.0.${address >> 8}.${address++ & 255}`);
const refusalOf = (logins: Logins, token: unknown, wanted = asked): Promise<Refusal> =>
    check(logins, token, wanted).then(
        () => Promise.reject(new Error('it was let in')),
        (reason: Refusal) => reason,
    );

describe('tokens with a shared secret', () => {
    let logins: Logins;
    beforeAll(async () => (logins = await createLogins(options, log)));

    it('prove who the user is, and until when', async () => {
        expect(await check(logins, await sign(claims))).toEqual({user: 'alice', expiresAt: 4102444800000});
        expect(logins.verifiesUsers).toBe(true);
    });

    it('may be for several audiences', async () => {
        expect(await check(logins, await sign({...claims, aud: ['other', 'bus']}))).toMatchObject({user: 'alice'});
    });

    it.each<[string, object]>([
        ['another issuer', {iss: 'evil'}],
        ['no issuer', {iss: undefined}],
        ['an issuer that is no text', {iss: ['login']}],
        ['another audience', {aud: 'other'}],
        ['no audience', {aud: undefined}],
        ['no user', {sub: undefined}],
        ['an empty user', {sub: ''}],
        ['a blank user', {sub: ' '}],
        ['a user that is no text', {sub: {name: 'alice'}}],
        ['a user with a line break', {sub: 'alice\nroot'}],
        ['a user that reads backwards', {sub: '\u202eecila'}],
        ['a user with a blank before or after it', {sub: 'alice '}],
        ['a user with a blank that looks like none', {sub: 'alice\u00a0'}],
        ['a user with a letter that nobody sees', {sub: 'alice\u3164'}],
        ['a user without end', {sub: 'x'.repeat(257)}],
        ['no end', {exp: undefined}],
        ['an end that is no number', {exp: '4102444800'}],
        ['a time before which it is not valid', {nbf: now() + 60}],
        ['buses that are no list', {buses: '*'}],
        ['buses that are no texts', {buses: [['desk']]}],
        ['buses that are an object', {buses: {desk: true}}],
        ['too many buses', {buses: Array(201).fill('desk')}],
        ['applications that are no list', {applications: 'Blotter'}],
    ])('are refused with %s', async (_, changed) => {
        const refusal = await refusalOf(logins, await sign({...claims, ...changed}));
        expect(refusal).toMatchObject({message: 'Invalid token', isGuess: true, isTemporary: false});
    });

    it('that have expired say so, and are no guesses', async () => {
        const refusal = await refusalOf(logins, await sign({...claims, exp: now() - 10}));
        expect(refusal).toMatchObject({message: 'Token expired', isGuess: false});
    });

    it('say nothing of their end to those who cannot sign', async () => {
        const token = await sign({...claims, exp: now() - 10}, {}, new TextEncoder().encode(`${secret}!`));
        expect(await refusalOf(logins, token)).toMatchObject({message: 'Invalid token'});
    });

    it('may be of a clock that is a little ahead or behind', async () => {
        await check(logins, await sign({...claims, exp: now() - 2, nbf: now() + 2}));
    });

    const unsigned = (header: object) => `${encode(header)}.${encode(claims)}.`;
    it.each<[string, () => unknown]>([
        ['no signature', () => unsigned({alg: 'none'})],
        ['no signature, in capitals', () => unsigned({alg: 'NONE'})],
        ['an empty signature', () => unsigned({alg: 'HS256'})],
        ['no algorithm', () => unsigned({})],
        ['the wrong key', () => sign(claims, {}, new TextEncoder().encode('b'.repeat(32)))],
        ['a longer hash', () => sign(claims, {alg: 'HS384'})],
        [
            'a key of its own',
            () => sign(claims, {jwk: {kty: 'oct', k: 'eA'}}, new TextEncoder().encode('x'.repeat(32))),
        ],
        ['a header that asks for more than is known', () => byHand({alg: 'HS256', crit: ['exp'], exp: 1})],
        [
            'claims that were changed',
            async () => (await sign(claims)).replace(/\.[^.]+\./, `.${encode({...claims, sub: 'root'})}.`),
        ],
        ['a part too much', async () => `${await sign(claims)}.x`],
        ['too little', async () => (await sign(claims)).slice(0, -1)],
        ['too much', () => sign({...claims, more: 'x'.repeat(9000)})],
        ['millions of characters', () => 'x.'.repeat(1e6)],
        ['claims that are a list', () => `${encode({alg: 'HS256'})}.${encode([])}.x`],
        ['a number', () => 5],
        ['a list', async () => [await sign(claims)]],
        ['the secret itself', () => secret],
    ])('are refused with %s', async (_, make) => {
        expect(await refusalOf(logins, await make())).toMatchObject({message: 'Invalid token'});
    });

    it('need not name a key, and name it without effect', async () => {
        await check(logins, await sign(claims, {kid: '../../etc/passwd'}));
    });

    it.each([undefined, null, '', {}])('are missing in %j', async (token) => {
        const message = token && typeof token === 'object' ? 'Invalid token' : 'Missing token';
        expect(await refusalOf(logins, token)).toMatchObject({message});
    });

    it.each<[string[] | undefined, string, boolean]>([
        [undefined, 'default', true],
        [undefined, 'desk', false],
        [[], 'default', false],
        [['desk'], 'desk', true],
        [['desk'], 'Desk', false],
        [['desk'], 'desk2', false],
        [['fx-*'], 'fx-', true],
        [['fx-*'], 'fx', false],
        [['*-eu'], 'fx-eu', true],
        [['a*b*c'], 'a.b.c', true],
        [['a*b*c'], 'abc', true],
        [['a*b*c'], 'acb', false],
        [['aa*a'], 'aa', false],
        [['*'], 'any', true],
        [['.*'], 'any', false],
        [['x', 'd?sk', 'desk'], 'desk', true],
        [['d?sk'], 'desk', false],
        [[`${'*a'.repeat(100)}b`], 'a'.repeat(64), false],
    ])('for the buses %j: may it join %s? %s', async (buses, bus, isAllowed) => {
        const token = await sign({...claims, buses});
        const wanted = {...asked, bus};
        if (isAllowed) {
            await check(logins, token, wanted);
        } else {
            expect(await refusalOf(logins, token, wanted)).toMatchObject({
                message: 'Token not valid for this bus',
                isGuess: false,
            });
        }
    });

    it.each<[unknown, boolean]>([
        ['Blotter', true],
        ['blotter', false],
        ['*', false],
        [undefined, false],
        [['Blotter'], false],
    ])('for one application: may %j join? %s', async (application, isAllowed) => {
        const token = await sign({...claims, applications: ['Blotter']});
        const wanted = {bus: 'desk', application};
        if (isAllowed) {
            await logins.check({token}, wanted, '10.1.0.1');
        } else {
            await expect(logins.check({token}, wanted, '10.1.0.1')).rejects.toThrow(
                'Token not valid for this application',
            );
        }
    });

    it('cannot be tried one after another', async () => {
        const reasons = [];
        for (let number = 0; number < 12; number++) {
            reasons.push(
                await logins.check({token: `guess ${number}`}, asked, '10.2.0.1').catch((reason: Refusal) => reason),
            );
        }
        expect(reasons.at(0)).toMatchObject({message: 'Invalid token', isTemporary: false});
        expect(reasons.at(-1)).toMatchObject({message: 'Too many wrong tokens', isTemporary: true});
    });
});

describe('tokens that others sign', () => {
    const url = 'https://login.example.com/keys';
    const rsa = generateKeyPairSync('rsa', {modulusLength: 2048});
    const weak = generateKeyPairSync('rsa', {modulusLength: 1024});
    const ec = generateKeyPairSync('ec', {namedCurve: 'P-256'});
    const later = generateKeyPairSync('ec', {namedCurve: 'P-256'});
    const jwk = (key: KeyObject, more: object) => ({...key.export({format: 'jwk'}), ...more});
    const keys = [
        jwk(rsa.publicKey, {kid: 'rsa'}),
        jwk(weak.publicKey, {kid: 'weak'}),
        jwk(ec.publicKey, {kid: 'ec'}),
        {kty: 'oct', kid: 'oct', k: Buffer.from(secret).toString('base64url')},
    ];
    const ofSet = {...options, jwtSecret: undefined, jwks: url};
    let lines: string[];
    let answer: () => Promise<Response>;
    const lateLog: Log = {level: 'info', write: (_level, _event, line) => lines.push(line)};

    beforeEach(() => {
        jest.useFakeTimers({doNotFake: ['setImmediate', 'nextTick']});
        lines = [];
        answer = () => Promise.resolve(Response.json({keys}));
        jest.spyOn(globalThis, 'fetch').mockImplementation(() => answer());
    });
    afterEach(() => jest.useRealTimers());

    const by = (key: KeyObject, alg: string, kid?: string) => sign(claims, {alg, kid}, key);

    it.each<[string, () => Promise<string>]>([
        ['RS256', () => by(rsa.privateKey, 'RS256', 'rsa')],
        ['ES256', () => by(ec.privateKey, 'ES256', 'ec')],
        ['ES256, the only key of its kind', () => by(ec.privateKey, 'ES256')],
    ])('are taken with %s', async (_, make) => {
        expect(await check(await createLogins(ofSet, lateLog), await make())).toMatchObject({user: 'alice'});
    });

    it.each<[string, () => string | Promise<string>]>([
        [
            'the public key as a secret',
            () => sign(claims, {kid: 'rsa'}, rsa.publicKey.export({format: 'der', type: 'spki'})),
        ],
        [
            'the PEM of the public key as a secret',
            () => sign(claims, {}, Buffer.from(rsa.publicKey.export({format: 'pem', type: 'spki'}))),
        ],
        ['a secret of the set', () => sign(claims, {kid: 'oct'})],
        ['another algorithm', () => by(rsa.privateKey, 'PS256', 'rsa')],
        [
            'a key that is too weak',
            () =>
                byHand({alg: 'RS256', kid: 'weak'}, (text) => signBytes('sha256', Buffer.from(text), weak.privateKey)),
        ],
        ['the key of another kind', () => by(ec.privateKey, 'ES256', 'rsa')],
        ['another key under a name of the set', () => by(later.privateKey, 'ES256', 'ec')],
        [
            'a key that it brings itself',
            () => sign(claims, {alg: 'ES256', jwk: jwk(later.publicKey, {})}, later.privateKey),
        ],
        [
            'a name that leads elsewhere',
            () => sign(claims, {alg: 'ES256', jku: 'https://evil.example/keys', kid: '__proto__'}, later.privateKey),
        ],
    ])('are refused with %s', async (_, make) => {
        const logins = await createLogins(ofSet, lateLog);
        expect(await refusalOf(logins, await make())).toMatchObject({message: 'Invalid token'});
        expect(fetch).toHaveBeenCalledTimes(1);
    });

    it('have the last good keys while new ones cannot be read, and the log says so', async () => {
        const logins = await createLogins(ofSet, lateLog);
        await check(logins, await by(rsa.privateKey, 'RS256', 'rsa'));
        for (const wrong of [
            () => Promise.reject(new TypeError('fetch failed', {cause: new Error('ECONNREFUSED')})),
            () => Promise.resolve(new Response('busy', {status: 503})),
            () => Promise.resolve(new Response('<html>')),
            () => Promise.resolve(Response.json({keys: []})),
            () => Promise.resolve(Response.json({keys: [keys[3]]})),
            () => Promise.resolve(new Response(' '.repeat(300000))),
        ]) {
            answer = wrong;
            jest.advanceTimersByTime(600000);
            await check(logins, await by(rsa.privateKey, 'RS256', 'rsa'));
        }
        expect(fetch).toHaveBeenCalledTimes(7);
        expect(lines).toHaveLength(6);
        expect(lines[0]).toContain('the last good keys stay: fetch failed (ECONNREFUSED)');
        expect(lines[1]).toContain('the answer has the status 503');
        expect(lines[5]).toContain('more than');
    });

    it('are asked for again when a token names a key that is not there, but not often', async () => {
        const logins = await createLogins(ofSet, lateLog);
        const token = await by(later.privateKey, 'ES256', 'later');
        await refusalOf(logins, token);
        answer = () => Promise.resolve(Response.json({keys: [...keys, jwk(later.publicKey, {kid: 'later'})]}));
        await refusalOf(logins, token);
        expect(fetch).toHaveBeenCalledTimes(1);
        jest.advanceTimersByTime(10000);
        expect(await check(logins, token)).toMatchObject({user: 'alice'});
        expect(fetch).toHaveBeenCalledTimes(2);
    });

    it('are read again for those who name new ones: the others do not wait for that', async () => {
        const logins = await createLogins(ofSet, lateLog);
        await check(logins, await by(rsa.privateKey, 'RS256', 'rsa'));
        answer = () => new Promise(() => undefined);
        jest.advanceTimersByTime(10000);
        void check(logins, await by(later.privateKey, 'ES256', 'later')).catch(() => undefined);
        while (jest.mocked(fetch).mock.calls.length < 2) {
            await new Promise(setImmediate);
        }
        expect(await check(logins, await by(rsa.privateKey, 'RS256', 'rsa'))).toMatchObject({user: 'alice'});
    });

    it('make a gateway ready when they have been read, which it tries again when it is asked', async () => {
        answer = () => Promise.reject(new Error('away'));
        const logins = await createLogins(ofSet, lateLog);
        expect(logins.isReady()).toBe(false);
        await jest.advanceTimersByTimeAsync(10000);
        answer = () => Promise.resolve(Response.json({keys}));
        expect(logins.isReady()).toBe(false);
        await check(logins, await by(rsa.privateKey, 'RS256', 'rsa'));
        expect(logins.isReady()).toBe(true);
        expect(fetch).toHaveBeenCalledTimes(2);
    });

    it('let nobody in before there are keys, and those who come later', async () => {
        answer = () => Promise.reject(new Error('away'));
        const logins = await createLogins(ofSet, lateLog);
        const token = await by(rsa.privateKey, 'RS256', 'rsa');
        expect(await refusalOf(logins, token)).toMatchObject({isTemporary: true, isGuess: false});
        expect(lines[0]).toContain('no client can log in: away');
        answer = () => Promise.resolve(Response.json({keys}));
        jest.advanceTimersByTime(10000);
        expect(await check(logins, token)).toMatchObject({user: 'alice'});
    });

    it('end a gateway whose file of keys is not there or no such file', async () => {
        await expect(createLogins({...ofSet, jwks: 'nowhere.json'}, log)).rejects.toThrow(
            '--jwks nowhere.json cannot be used',
        );
        await expect(createLogins({...ofSet, jwks: __filename}, log)).rejects.toThrow('cannot be used');
    });
});
