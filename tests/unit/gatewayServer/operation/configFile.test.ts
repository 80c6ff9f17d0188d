import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {jwtSecretVariable, tokenVariable} from '../../../../src/gatewayServer/logins/options';
import {readOptions} from '../../../../src/gatewayServer/options';

describe('a configuration file', () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'gateway-'))));
    afterEach(() => rmSync(folder, {recursive: true}));

    const write = (name: string, text: string): string => {
        const file = join(folder, name);
        writeFileSync(file, text);
        return file;
    };
    const readWith = (content: unknown, ...args: string[]) =>
        readOptions([`--config=${write('gateway.json', JSON.stringify(content))}`, ...args], {});

    it('has the options by their names', () => {
        const options = readWith({
            'allow-origin': ['https://a.example.com', 'https://b.example.com'],
            'answer-desktop-clients': true,
            'bus-idle-seconds': 5,
            limit: ['bus.methods=5'],
            'log-format': 'json',
            'metrics-port': 9100,
            port: 0,
        });
        expect(options).toMatchObject({
            origins: ['https://a.example.com', 'https://b.example.com'],
            answersDesktopClients: true,
            idleSeconds: 5,
            logFormat: 'json',
            metricsPort: 9100,
            port: 0,
        });
        expect(options.limits.methods.bus).toBe(5);
    });

    it('gives way to the command line, option by option', () => {
        const content = {
            host: '::',
            port: 1,
            'allow-origin': ['https://a.example.com'],
            'answer-desktop-clients': false,
        };
        expect(
            readWith(content, '--port=2', '--allow-origin=https://b.example.com', '--answer-desktop-clients'),
        ).toMatchObject({host: '::', port: 2, origins: ['https://b.example.com'], answersDesktopClients: true});
        // The default is given as well when it is written.
        expect(readWith(content, '--port', '8385').port).toBe(8385);
    });

    it.each([
        [{prot: 1}, '"prot" is no option'],
        [{config: 'other.json'}, '"config" is no option'],
        [{token: 'secret'}, '"token" is no option: secrets come from the environment'],
        [{port: '8385'}, '"port" has to be a number'],
        [{host: 1}, '"host" has to be a text'],
        [{'allow-origin': 'https://a.example.com'}, '"allow-origin" has to be a list of texts'],
        [{limit: [5]}, '"limit" has to be a list of texts'],
        [{'answer-desktop-clients': 'yes'}, '"answer-desktop-clients" has to be true or false'],
        [{port: null}, '"port" has to be a number'],
        [[], 'it has to contain a JSON object'],
        // What the command line would refuse as well.
        [{port: 8385.5}, '--port 8385.5: give a number'],
        [{'log-level': 'loud'}, '--log-level loud: use one of'],
        [{limit: ['bus.apples=5']}, '--limit bus.apples=5: give one of'],
    ])('is refused with its name and the key: %j', (content, problem) => {
        const file = join(folder, 'gateway.json');
        expect(() => readWith(content)).toThrow(`--config ${file}: ${problem}`);
    });

    it('is not blamed for the command line', () => {
        expect(() => readWith({port: 1}, '--port=x')).toThrow(/^--port x: give/);
    });

    it('that is not there, or is no JSON, is refused', () => {
        expect(() => readOptions(['--config=nowhere.json'], {})).toThrow(
            '--config nowhere.json cannot be read: ENOENT',
        );
        const file = write('bad.json', '{port: 1}');
        expect(() => readOptions([`--config=${file}`], {})).toThrow(`--config ${file} cannot be read: `);
        // A file with a secret that is taken for the configuration.
        const secret = write('secret', 'abcdef0123');
        expect(() => readOptions([`--config=${secret}`], {})).toThrow(/: Unexpected token 'a' is not valid JSON$/);
    });

    describe('of a secret', () => {
        const withSecrets = (environment: NodeJS.ProcessEnv) => readOptions([], environment);

        it('is read without the line break that editors add', () => {
            const token = write('token', 'sesame \r\n');
            expect(withSecrets({[`${tokenVariable}_FILE`]: token}).token).toBe('sesame ');
            const secret = write('secret', `${'s'.repeat(32)}\n`);
            expect(withSecrets({[`${jwtSecretVariable}_FILE`]: secret}).jwtSecret).toBe('s'.repeat(32));
        });

        it('is refused when it is not there, is empty, or the secret is in the environment as well', () => {
            const file = `${tokenVariable}_FILE`;
            expect(() => withSecrets({[file]: 'nowhere'})).toThrow(`${file} cannot be read: ENOENT`);
            expect(() => withSecrets({[file]: write('empty', '\n')})).toThrow('is empty');
            expect(() => withSecrets({[file]: 'x', [tokenVariable]: 'y'})).toThrow('exclude each other');
        });
    });
});
