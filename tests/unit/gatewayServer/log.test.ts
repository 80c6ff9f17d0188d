import {beforeData, createLog} from '../../../src/gatewayServer/log';
import type {LogLevel} from '../../../src/gatewayServer/options';

describe('the log', () => {
    const lines: string[] = [];
    const write = (level: LogLevel, ...what: [string, string]) =>
        createLog(level, 'text').write(what[0], 'engine_message', what[1]);

    beforeEach(() => {
        lines.length = 0;
        jest.spyOn(console, 'error').mockImplementation((line) => lines.push(line));
    });
    afterEach(() => jest.restoreAllMocks());

    it('tells what is as loud as asked for, or louder', () => {
        ['debug', 'info', 'warn', 'error', 'fatal', 'trace'].forEach((level) => write('warn', level, 'x'));
        expect(lines.map((line) => line.split(' ').slice(1))).toEqual([
            ['warn', 'x'],
            ['error', 'x'],
            ['fatal', 'x'],
        ]);
    });

    it('has one line for each, which leaves the terminal alone, whatever a client sends', () => {
        write('info', 'info', 'a\r\n2026 b\u001b[2J\u009b2J\u0085\u2028c');
        expect(lines[0]).toMatch(/ info a 2026 b \[2J 2J c$/);
    });

    it.each(['\u202e', '\u2066', '\u200f', '\u061c', '\ufeff', '\u200b', '\u00ad', '\ud800', '\u{e0041}'])(
        'shows text in the order and as much of it as there is, without %j',
        (character) => {
            write('info', 'info', `https://${character}a.example`);
            expect(lines[0]).toMatch(/ info https:\/\/ a\.example$/);
        },
    );

    it('has few lines of a flood, and tells how many it leaves out', () => {
        jest.useFakeTimers();
        const log = createLog('info', 'text');
        for (let number = 0; number < 5000; number++) {
            log.write('warn', 'cut_off', 'x');
        }
        expect(lines).toHaveLength(300);
        jest.advanceTimersByTime(1000);
        log.write('info', 'joined', 'later');
        jest.useRealTimers();
        expect(lines.slice(300).map((line) => line.split(' ').slice(1).join(' '))).toEqual([
            'warn 4700 lines left out, too many at once',
            'info later',
        ]);
    });

    const desk = {address: '127.0.0.1:5000', origin: 'http://desk'};

    it('names the client that a line is about', () => {
        createLog('info', 'text').write('info', 'joined', 'joined', desk);
        createLog('info', 'text').write('info', 'joined', 'joined', {...desk, origin: undefined});
        expect(lines.map((line) => line.replace(/^\S+ /, ''))).toEqual([
            'info 127.0.0.1:5000 (http://desk) joined',
            'info 127.0.0.1:5000 (no origin) joined',
        ]);
    });

    it('is one JSON object a line where programs read it', () => {
        const log = createLog('info', 'json');
        log.write('info', 'joined', 'joined', desk);
        log.write('warn', 'connection_refused', 'refused: origin not allowed', {...desk, origin: undefined});
        log.write('error', 'accept_failed', 'a connection was lost');
        log.write('debug', 'bus_begun', 'quiet');
        const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string;
        expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
            {time, level: 'info', event: 'joined', message: 'joined', ...desk},
            {
                time,
                level: 'warn',
                event: 'connection_refused',
                message: 'refused: origin not allowed',
                ...desk,
                origin: null,
            },
            {time, level: 'error', event: 'accept_failed', message: 'a connection was lost'},
        ]);
    });

    it('has the same escapes and bounds in JSON, in each text of a client', () => {
        const forged = 'a"}\r\n{"level": "error"\u202e\u2028\u001b[2J';
        createLog('info', 'json').write('info', 'joined', forged, {
            address: forged,
            origin: `${forged}${'x'.repeat(1e6)}`,
        });
        expect(lines).toHaveLength(1);
        expect(lines[0]).not.toMatch(/[\r\n\u2028]/);
        const {message, address, origin} = JSON.parse(lines[0]!) as {[field: string]: string};
        expect([message, address]).toEqual(Array(2).fill('a"} {"level": "error" [2J'));
        expect(origin!.length).toBeLessThan(1010);
    });

    it('has no passwords and queries of addresses', () => {
        write('info', 'info', 'wss://ann:p@ss@host:1/gw?key=k does not tell, nor https://ann@host/#k: x@y');
        expect(lines[0]).toMatch(/ info wss:\/\/host:1\/gw\?… does not tell, nor https:\/\/host\/: x@y$/);
    });

    it('has lines of bounded length', () => {
        write('info', 'info', 'x'.repeat(1e6));
        expect(lines[0]!.length).toBeLessThan(1100);
    });
});

describe('what the engine says', () => {
    it.each([
        [
            'the message {:source {:type :local}, :body {:token "secret"}} is dropped. total dropped so far 1',
            'the message …',
        ],
        ['Unhandled message {:type :x}', 'Unhandled message …'],
        ['ignoring "secret"', 'ignoring …'],
        [
            'Cannot process message for not-registered key #object[secret]',
            'Cannot process message for not-registered key …',
        ],
        ['first\n[secret]', 'first\n…'],
        ['error handling message', 'error handling message'],
    ])('is told without what clients say: %s', (text, told) => expect(beforeData(text)).toBe(told));
});
