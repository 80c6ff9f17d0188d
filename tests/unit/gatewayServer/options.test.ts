import {readOptions, tokenVariable} from '../../../src/gatewayServer/options';

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
            messagesPerSecond: 10000,
            waitingMb: 256,
            logLevel: 'info',
            logFormat: 'text',
            answersDesktopClients: false,
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
                ],
                {[tokenVariable]: 'x'},
            ),
        ).toEqual({
            host: '::',
            port: 0,
            origins: [],
            token: 'x',
            cert: 'c',
            key: 'k',
            messagesPerSecond: 100,
            waitingMb: 8,
            logLevel: 'debug',
            logFormat: 'json',
            answersDesktopClients: true,
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

    it.each(['0', '-1', '1.5', '', 'many', '1e3', '9999999'])('take no limit of %j', (limit) => {
        expect(() => read(`--max-messages-per-second=${limit}`)).toThrow('give a number from 1 to');
        expect(() => read(`--max-waiting-mb=${limit}`)).toThrow('give a number from 1 to');
    });

    it('refuse an empty token, which would admit everybody', () => {
        expect(() => readOptions([], {[tokenVariable]: ' '})).toThrow('is empty');
    });
});
