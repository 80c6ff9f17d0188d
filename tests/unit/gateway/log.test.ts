import {createLog} from '../../../src/gateway/log';
import type {LogLevel} from '../../../src/gateway/options';

describe('the log', () => {
    const lines: string[] = [];
    const write = (level: LogLevel, ...what: [string, string]) => createLog(level).write(...what);

    beforeEach(() => {
        lines.length = 0;
        jest.spyOn(console, 'error').mockImplementation(line => lines.push(line));
    });
    afterEach(() => jest.restoreAllMocks());

    it('tells what is as loud as asked for, or louder', () => {
        ['debug', 'info', 'warn', 'error', 'fatal', 'trace'].forEach(level => write('warn', level, 'x'));
        expect(lines.map(line => line.split(' ').slice(1))).toEqual([['warn', 'x'], ['error', 'x'], ['fatal', 'x']]);
    });

    it('has one line for each, which leaves the terminal alone, whatever a client sends', () => {
        write('info', 'info', 'a\r\n2026 b\u001b[2J\u009b2J\u0085\u2028c');
        expect(lines[0]).toMatch(/ info a 2026 b \[2J 2J c$/);
    });

    it('has lines of bounded length', () => {
        write('info', 'info', 'x'.repeat(1e6));
        expect(lines[0]!.length).toBeLessThan(1100);
    });
});
