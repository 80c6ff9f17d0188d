/** @jest-environment node */
import {createLoginThrottle} from '../../../src/gatewayServer/logins/throttle';
import {createWaitingBytes} from '../../../src/gatewayServer/limits/waitingBytes';

describe('what all clients together have sent', () => {
    it('costs the one for whom most waits its connection when it is too much', () => {
        const ended: string[] = [];
        const waiting = createWaitingBytes(100);
        const [small, large] = ['small', 'large'].map((name) => waiting.add(() => ended.push(name)));
        large!.set(70);
        small!.set(30);
        expect(ended).toEqual([]);
        small!.set(31);
        expect(ended).toEqual(['large']);
        small!.set(100);
        large!.set(100);
        expect(ended).toEqual(['large']);
    });

    it('is forgotten of those who have left', () => {
        const onTooMuch = jest.fn();
        const waiting = createWaitingBytes(100);
        for (let round = 0; round < 10; round++) {
            const share = waiting.add(onTooMuch);
            share.set(60);
            share.end();
            share.end();
        }
        expect(onTooMuch).not.toHaveBeenCalled();
    });
});

describe('wrong tokens', () => {
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    /** How many of so many tries were looked at. */
    const guess = (
        guesses: ReturnType<typeof createLoginThrottle>,
        count: number,
        addressOf: (number: number) => string = () => '10.0.0.1',
    ) => {
        const tries = Array.from({length: count}, (_, number) => addressOf(number)).filter(
            (address) => guesses.mayTry(address) && (guesses.wasWrong(address), true),
        );
        return tries.length;
    };

    it('are few from one address, and more after a while', () => {
        const guesses = createLoginThrottle();
        expect(guess(guesses, 1000)).toBe(10);
        expect(guesses.mayTry('10.0.0.2')).toBe(true);
        jest.advanceTimersByTime(1000);
        expect(guess(guesses, 1000)).toBe(5);
    });

    it('keep nobody out for long', () => {
        const guesses = createLoginThrottle();
        guess(guesses, 100000);
        expect(guesses.mayTry('10.0.0.1')).toBe(false);
        jest.advanceTimersByTime(300);
        expect(guesses.mayTry('10.0.0.1')).toBe(true);
    });

    it('are few from one network of IPv6', () => {
        expect(guess(createLoginThrottle(), 1000, (number) => `2001:db8:1:2:${number.toString(16)}::1`)).toBe(10);
        // The system leaves out a run of zeros.
        expect(guess(createLoginThrottle(), 1000, (number) => `2001:db8::${number.toString(16)}`)).toBe(10);
        expect(guess(createLoginThrottle(), 1000, (number) => `2001:db8:0:1::${number.toString(16)}`)).toBe(10);
        const inTwoNetworks = (number: number) => (number % 2 ? '2001:db8::1:0:0:0:1' : '2001:db8::1');
        expect(guess(createLoginThrottle(), 100, inTwoNetworks)).toBe(20);
        expect(guess(createLoginThrottle(), 50, (number) => `::ffff:10.0.0.${number}`)).toBe(50);
    });

    it('are bounded from all addresses together', () => {
        const guesses = createLoginThrottle();
        expect(guess(guesses, 100000, (number) => `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`)).toBe(
            100,
        );
    });

    it('from everywhere do not keep out a network that has had the right one', () => {
        const guesses = createLoginThrottle();
        guesses.wasRight('10.0.0.1');
        guess(guesses, 1000, (number) => `10.1.${number >> 8}.${number & 255}`);
        expect(guesses.mayTry('10.2.0.1')).toBe(false);
        expect(guesses.mayTry('10.0.0.1')).toBe(true);
        // Its own are counted still.
        expect(guess(guesses, 1000)).toBe(10);
    });
});
