/** @jest-environment node */
import type {Socket} from 'node:net';
import {createPace} from '../../../src/gatewayServer/limits/readingPace';

const megabyte = 1024 * 1024;

describe('a reader for which others wait', () => {
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    const setUp = () => {
        const handle = {writeQueueSize: 12 * megabyte};
        let unread = 20 * megabyte;
        const onTooSlow = jest.fn();
        const pace = createPace({_handle: handle} as unknown as Socket, () => unread, onTooSlow);
        pace.watch();
        const after3Seconds = () => {
            jest.advanceTimersByTime(3000);
            return onTooSlow.mock.calls.length > 0 ? 'cut off' : 'stays';
        };
        return {pace, handle, onTooSlow, after3Seconds, setUnread: (bytes: number) => (unread = bytes)};
    };

    it('is cut off when it reads nothing', () => {
        const {after3Seconds, onTooSlow} = setUp();
        expect(after3Seconds()).toBe('cut off');
        expect(onTooSlow).toHaveBeenCalledWith(
            'has left 20.0 MB unread and read 0.0 MB in 3 seconds while others waited for it',
        );
        jest.advanceTimersByTime(60000);
        expect(onTooSlow).toHaveBeenCalledTimes(1);
    });

    it('stays as long as it reads, also in the middle of a message', () => {
        const {pace, handle, after3Seconds} = setUp();
        for (let count = 0; count < 10; count++) {
            handle.writeQueueSize -= megabyte;
            expect(after3Seconds()).toBe('stays');
        }
        pace.left(2 * megabyte);
        expect(after3Seconds()).toBe('stays');
        expect(after3Seconds()).toBe('cut off');
    });

    it('is cut off when it reads next to nothing', () => {
        const {handle, after3Seconds} = setUp();
        handle.writeQueueSize -= 1000;
        expect(after3Seconds()).toBe('cut off');
    });

    it('needs to read no more than there is', () => {
        const {pace, after3Seconds, setUnread} = setUp();
        setUnread(1000);
        pace.left(20 * megabyte);
        after3Seconds();
        pace.left(1000);
        setUnread(0);
        expect(after3Seconds()).toBe('stays');
        expect(after3Seconds()).toBe('stays');
    });

    it('has all its time when nobody waits any more', () => {
        const {pace, after3Seconds} = setUp();
        pace.rest();
        expect(after3Seconds()).toBe('stays');
    });
});
