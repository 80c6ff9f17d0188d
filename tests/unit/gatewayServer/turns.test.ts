/** @jest-environment node */
import {Account} from '../../../src/gatewayServer/limits/account';
import {type Allowance, createAllowance} from '../../../src/gatewayServer/limits/allowance';
import {readLimits} from '../../../src/gatewayServer/limits/table';
import type {Message} from '../../../src/gatewayServer/message';
import {Queue} from '../../../src/gatewayServer/queue';
import {type Lane, Turns} from '../../../src/gatewayServer/turns';

const unlimited: Allowance = {take: () => undefined};

describe('turns at the engine', () => {
    let turns: Turns;
    let lane: Lane;
    let given: string[];
    let told: string[];

    beforeEach(() => {
        jest.useFakeTimers();
        given = [];
        told = [];
        turns = new Turns();
        lane = turns.addLane();
    });
    afterEach(() => jest.useRealTimers());

    const listener = (name: string) => ({
        onTurn: ({type}: Message) => given.push(`${name}${type}`),
        onTooFast: () => told.push(`${name} too fast`),
        onLimit: (limit: string, sinceMs: number) =>
            told.push(`${name} over ${limit} for ${Math.floor(sinceMs / 1000)} s`),
        onFull: () => told.push(`${name} full`),
        onRoom: () => told.push(`${name} room`),
    });
    const add = (name: string, to = lane, allowance = unlimited): Queue => new Queue(to, listener(name), allowance);

    const allowed = (limit: string): Allowance =>
        createAllowance([new Account('connection', readLimits({limit: [limit]}))]);

    const push = (queue: Queue, count: number, bytes = 10) => {
        for (let number = 0; number < count; number++) {
            queue.push({type: String(number)} as Message, bytes);
        }
    };

    it('come at once when nobody else has one', () => {
        push(add('a'), 1);
        expect(given).toEqual(['a0']);
    });

    it('leave out nothing and keep the order', () => {
        push(add('a'), 5000);
        jest.runAllTimers();
        expect(given).toEqual(Array.from({length: 5000}, (_, number) => `a${number}`));
    });

    it('are short, so that a flood makes nobody wait long', () => {
        const [flood, quiet] = [add('f'), add('q')];
        push(flood, 900);
        push(quiet, 1);
        jest.runAllTimers();
        expect(given.indexOf('q0')).toBeLessThan(100);
        expect(given).toHaveLength(901);
    });

    it('are shorter for large messages', () => {
        const [large, quiet] = [add('l'), add('q')];
        push(large, 20, 200 * 1024);
        push(quiet, 1);
        jest.runAllTimers();
        expect(given.indexOf('q0')).toBeLessThan(5);
    });

    it('stop a sender whose messages pile up, and let it go on once they are fewer', () => {
        const queue = add('a');
        push(queue, 1500);
        expect(told).toEqual(['a full', 'a too fast']);
        jest.runAllTimers();
        expect(told).toEqual(['a full', 'a too fast', 'a room']);
    });

    it('stop nobody for a single large message', () => {
        const [queue, other] = [add('a'), add('b')];
        queue.hold();
        push(queue, 1, 16 * 1024 * 1024);
        expect(told).toEqual([]);
        push(queue, 1, 10);
        expect(told).toEqual(['a full']);
        push(other, 1, 16 * 1024 * 1024);
        expect(told).toEqual(['a full']);
    });

    it('come no more often than a client may send', () => {
        const queue = add('a', lane, allowed('connection.messages-per-second=100'));
        push(queue, 250);
        jest.advanceTimersByTime(500);
        expect(told).toContain('a too fast');
        expect(given.length).toBeLessThanOrEqual(150);
        expect(given.length).toBeGreaterThanOrEqual(100);
        jest.advanceTimersByTime(2000);
        expect(given).toHaveLength(250);
    });

    it('come no more often than the size of the messages allows', () => {
        const queue = add('a', lane, allowed('connection.mb-per-second=1'));
        push(queue, 20, 200 * 1024);
        jest.advanceTimersByTime(1000);
        expect(given.length).toBeGreaterThanOrEqual(9);
        expect(given.length).toBeLessThanOrEqual(11);
        jest.advanceTimersByTime(3000);
        expect(given).toHaveLength(20);
    });

    it('come to a message that is larger than what is allowed a second', () => {
        push(add('a', lane, allowed('connection.mb-per-second=1')), 2, 3 * 1024 * 1024);
        expect(given).toEqual(['a0']);
        jest.advanceTimersByTime(2900);
        expect(given).toEqual(['a0']);
        jest.advanceTimersByTime(200);
        expect(given).toEqual(['a0', 'a1']);
    });

    it('tell for how long a sender has been over its limit without a pause', () => {
        const queue = add('a', lane, allowed('connection.messages-per-second=100'));
        const since = () => told.filter((words) => words.includes('over')).at(-1);
        push(queue, 350);
        jest.advanceTimersByTime(2000);
        expect(since()).toBe('a over --max-messages-per-second for 1 s');
        jest.advanceTimersByTime(3000);
        push(queue, 150);
        jest.advanceTimersByTime(100);
        expect(since()).toBe('a over --max-messages-per-second for 0 s');
    });

    it('go round the buses: many who flood one take nothing from those of another', () => {
        for (let number = 0; number < 20; number++) {
            push(add('f'), 50);
        }
        push(add('q', turns.addLane()), 1);
        jest.runAllTimers();
        expect(given.indexOf('q0')).toBeLessThan(30);
        expect(given).toHaveLength(1001);
    });

    it('stop on one bus and go on on the others', () => {
        const other = turns.addLane();
        lane.pause();
        push(add('p'), 1);
        push(add('o', other), 1);
        jest.runAllTimers();
        expect(given).toEqual(['o0']);
        lane.resume();
        jest.runAllTimers();
        expect(given).toEqual(['o0', 'p0']);
    });

    it('are those of the bus that a client has moved to', () => {
        const queue = add('m');
        queue.hold();
        push(queue, 1);
        queue.moveTo(turns.addLane());
        lane.pause();
        queue.release();
        jest.runAllTimers();
        expect(given).toEqual(['m0']);
    });

    it('pass over those who are held, until all holds are released', () => {
        const [held, other] = [add('h'), add('o')];
        held.hold();
        held.hold();
        push(held, 1);
        push(other, 1);
        held.release();
        jest.runAllTimers();
        expect(given).toEqual(['o0']);
        held.release();
        expect(given).toEqual(['o0', 'h0']);
    });

    it('tell whose messages the engine works at', () => {
        const seen: (Queue | undefined)[] = [];
        const onTurn = () => setImmediate(() => seen.push(turns.current));
        const queue = new Queue(lane, {...listener('a'), onTurn}, unlimited);
        push(queue, 1);
        jest.runAllTimers();
        expect(seen).toEqual([queue]);
        expect(turns.current).toBeUndefined();
    });

    it('are given to nobody while they pause, and come to all afterwards', () => {
        const [one, two] = [add('a'), add('b')];
        turns.pause();
        push(one, 3);
        push(two, 3);
        jest.runAllTimers();
        expect(given).toEqual([]);
        turns.resume();
        jest.runAllTimers();
        expect(given).toEqual(['a0', 'a1', 'a2', 'b0', 'b1', 'b2']);
    });

    it('come to what was sent before its sender left, whatever holds it, and then it is over', () => {
        const gone = add('g');
        gone.hold();
        push(gone, 20);
        gone.finish(() => given.push('end'));
        jest.runAllTimers();
        expect(given).toEqual([...Array.from({length: 20}, (_, number) => `g${number}`), 'end']);
    });

    it('are over at once for those who leave with nothing under way, and for those whose messages are cleared', () => {
        add('idle').finish(() => given.push('idle end'));
        const cleared = add('c');
        cleared.hold();
        push(cleared, 5);
        turns.pause();
        cleared.finish(() => given.push('cleared end'));
        cleared.clear();
        turns.resume();
        jest.runAllTimers();
        expect(given).toEqual(['idle end', 'cleared end']);
    });

    it('make a sender stop without a word on its speed when others have to read first', () => {
        const held = add('a');
        held.hold();
        push(held, 1500);
        expect(told).toEqual(['a full']);
    });

    it('are given to nobody after the end', () => {
        turns.stop();
        push(add('late'), 5);
        jest.runAllTimers();
        expect(given).toEqual([]);
    });
});
