/** @jest-environment node */
import {createUnreadLimit} from '../../../src/gatewayServer/limits/unreadLimit';
import type {Log} from '../../../src/gatewayServer/log';

describe('what all clients together have not read', () => {
    const setUp = () => {
        const happened: string[] = [];
        const turns = {pause: () => happened.push('pause'), resume: () => happened.push('resume')};
        const log: Log = {level: 'info', write: (_level, _event, message) => happened.push(message)};
        const backlog = createUnreadLimit(100, '--max-waiting-mb', turns, log);
        const [one, two] = ['one', 'two'].map((name) => backlog.add((isFull) => happened.push(`${name} ${isFull}`)));
        return {happened, backlog, one: one!, two: two!};
    };
    const warning = expect.stringMatching(/unread by all clients together.*--max-waiting-mb/) as string;

    it('makes everybody wait when it is too much, until half of it has been read', () => {
        const {happened, one, two} = setUp();
        one.set(60);
        two.set(40);
        expect(happened).toEqual([]);
        two.set(41);
        expect(happened).toEqual([warning, 'pause', 'one true', 'two true']);
        one.set(10);
        two.set(41);
        expect(happened.slice(4)).toEqual([]);
        two.set(40);
        expect(happened.slice(4)).toEqual(['resume', 'one false', 'two false']);
    });

    it('is less when a client leaves, and what is told of it later does not count', () => {
        const {happened, one, two} = setUp();
        one.set(101);
        one.end();
        one.set(101);
        one.end();
        two.set(99);
        expect(happened).toEqual([warning, 'pause', 'one true', 'two true', 'resume', 'two false']);
    });

    it('makes those who join in the meantime wait as well', () => {
        const {happened, one, backlog} = setUp();
        one.set(101);
        backlog.add((isFull) => happened.push(`late ${isFull}`));
        expect(happened.at(-1)).toBe('late true');
        one.set(0);
        expect(happened.at(-1)).toBe('late false');
    });
});
