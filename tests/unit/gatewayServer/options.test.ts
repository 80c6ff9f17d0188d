/** @jest-environment node */
import {BlockList} from 'node:net';
import {readLimits} from '../../../src/gatewayServer/limits/table';
import {jwtSecretVariable, tokenVariable} from '../../../src/gatewayServer/logins/options';
import {readOptions} from '../../../src/gatewayServer/options';

describe('the options of the gateway', () => {
    const read = (...args: string[]) => readOptions(args, {});

    it('have defaults that keep it to this machine', () => {
        expect(read()).toEqual({
            host: '127.0.0.1',
            port: 8385,
            origins: [],
            token: undefined,
            cert: undefined,
            key: undefined,
            limits: readLimits({limit: []}),
            logLevel: 'info',
            logFormat: 'text',
            answersDesktopClients: false,
            idleSeconds: 60,
            graceSeconds: 30,
            metricsHost: '127.0.0.1',
            metricsPort: undefined,
            jwtSecret: undefined,
            jwks: undefined,
            jwtIssuer: undefined,
            jwtAudience: undefined,
            trustedProxies: expect.any(BlockList) as BlockList,
            publicUrl: undefined,
        });
    });

    it('are read', () => {
        expect(
            readOptions(
                [
                    '--host=::',
                    '--port=0',
                    '--cert=c',
                    '--key=k',
                    '--log-level=debug',
                    '--log-format=json',
                    '--answer-desktop-clients',
                    '--max-messages-per-second=100',
                    '--max-waiting-mb=8',
                    '--limit=bus.methods=5',
                    '--bus-idle-seconds=0',
                    '--token-grace-seconds=5',
                    '--jwks=https://login.example.com/keys',
                    '--jwt-issuer=login',
                    '--jwt-audience=bus',
                    '--metrics-port=9100',
                    '--trust-proxy=10.0.0.0/8',
                    '--public-url=wss://apps.example.com',
                ],
                {},
            ),
        ).toEqual({
            host: '::',
            port: 0,
            origins: [],
            token: undefined,
            jwtSecret: undefined,
            jwks: 'https://login.example.com/keys',
            jwtIssuer: 'login',
            jwtAudience: 'bus',
            trustedProxies: expect.any(BlockList) as BlockList,
            publicUrl: 'wss://apps.example.com',
            metricsHost: '127.0.0.1',
            metricsPort: 9100,
            cert: 'c',
            key: 'k',
            limits: readLimits({
                limit: ['connection.messages-per-second=100', 'process.waiting-mb=8', 'bus.methods=5'],
            }),
            logLevel: 'debug',
            logFormat: 'json',
            answersDesktopClients: true,
            idleSeconds: 0,
            graceSeconds: 5,
        });
    });

    it.each([
        'https://a.example',
        'http://a:8050',
        'http://[::1]:8050',
        'null',
        'chrome-extension://abc',
        'app://dash',
    ])('allow %s', (origin) => {
        expect(read(`--allow-origin=${origin}`).origins).toEqual([origin]);
    });

    it.each([
        'a.example',
        'https://a.example/',
        'https://a.example:443',
        'https://A.example',
        'https://*.a.example',
        '*',
        '',
        'javascript:x',
    ])('do not take %j for an origin', (origin) => {
        expect(() => read(`--allow-origin=${origin}`)).toThrow('give an origin');
    });

    it.each([
        ['--host='],
        ['--host= '],
        ['--port=1.5'],
        ['--port=-1'],
        ['--log-level=loud'],
        ['--log-format=xml'],
        ['--key=k'],
        ['--unknown'],
        ['stray'],
    ])('refuse %s', (option) => {
        expect(() => read(option)).toThrow();
    });

    it.each(['0', '-1', '1.5', '', 'many', '1e3', '9999999999'])('take no limit of %j', (limit) => {
        expect(() => read(`--max-messages-per-second=${limit}`)).toThrow('give a number from 1 to');
        expect(() => read(`--max-waiting-mb=${limit}`)).toThrow('give a number from 1 to');
        expect(() => read(`--limit=user.connections=${limit}`)).toThrow('give a number from 1 to');
    });

    it.each(['user.connections', 'connections=5', 'user.slowed-seconds=5', 'bus.buses=5', '', 'user.constructor=5'])(
        'know no limit %j',
        (limit) => {
            expect(() => read(`--limit=${limit}`)).toThrow(/give/);
        },
    );

    it('raise the wider limits with a narrower one, but not those that are set', () => {
        const {limits} = read('--max-messages-per-second=70000', '--limit=process.messages-per-second=60000');
        expect(limits['messages-per-second']).toEqual({connection: 70000, user: 70000, bus: 70000, process: 60000});
    });

    it.each(['-1', '1.5', '', 'many', '86401'])('take no %j seconds', (seconds) => {
        expect(() => read(`--bus-idle-seconds=${seconds}`)).toThrow('give a number from 0 to');
        expect(() => read(`--token-grace-seconds=${seconds}`)).toThrow('give a number from 0 to');
    });

    it('have secrets in the environment', () => {
        const secret = 'x'.repeat(32);
        expect(readOptions([], {[tokenVariable]: 'x'}).token).toBe('x');
        expect(readOptions([], {[jwtSecretVariable]: secret}).jwtSecret).toBe(secret);
        expect(() => readOptions([`--jwt-secret=${secret}`], {})).toThrow('jwt-secret');
    });

    it.each([
        ['empty', [], {[tokenVariable]: ' '}, 'is empty'],
        ['empty', [], {[jwtSecretVariable]: ''}, 'is empty'],
        ['too short', [], {[jwtSecretVariable]: 'x'.repeat(31)}, 'needs 32 bytes'],
        ['without an issuer', ['--jwks=k', '--jwt-issuer='], {}, 'is empty'],
        ['two', [], {[tokenVariable]: 'x', [jwtSecretVariable]: 'x'.repeat(32)}, 'exclude each other'],
        ['two', ['--jwks=k'], {[tokenVariable]: 'x'}, 'exclude each other'],
        ['two', ['--jwks=k'], {[jwtSecretVariable]: 'x'.repeat(32)}, 'exclude each other'],
        ['no', ['--jwt-audience=bus'], {[tokenVariable]: 'x'}, 'need'],
        ['unsafe', ['--jwks=http://login.example.com/keys'], {}, 'https'],
        ['unsafe', ['--jwks=http://localhost.example.com/keys'], {}, 'https'],
        ['wrong', ['--jwks=https:'], {}, 'https'],
        ['wrong', ['--jwks=https://ann:x@login.example.com/keys'], {}, 'leave out its user name'],
    ])('refuse %s ways to log in: %j %j', (_, args, environment, words) => {
        expect(() => readOptions(args, environment)).toThrow(words);
    });

    it.each(['https://login.example.com/keys', 'http://localhost:8080/keys', 'http://127.0.0.1/keys', 'keys.json'])(
        'take keys from %s',
        (jwks) => {
            expect(read(`--jwks=${jwks}`).jwks).toBe(jwks);
        },
    );
});
