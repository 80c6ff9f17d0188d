/** @jest-environment node */
import type {WebSocket} from 'ws';
import {drain} from '../../../../src/gatewayServer/operation/drain';

const open = 1;
const closing = 2;

function connection(isBusy = false, bus = 'default') {
    const socket = {OPEN: open, readyState: open, close: jest.fn()};
    socket.close.mockImplementation(() => (socket.readyState = closing));
    return {socket: socket as typeof socket & WebSocket, session: {isBusy}, connection: {subject: {bus}}};
}

describe('a gateway that drains', () => {
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    const isTold = ({socket}: ReturnType<typeof connection>) => socket.close.mock.calls.length > 0;
    const count = (all: ReturnType<typeof connection>[]) => all.filter(isTold).length;

    it('sends few clients away at once', () => {
        const all = [connection(), connection()];
        void drain(all);
        expect(count(all)).toBe(2);
        expect(all[0]!.socket.close).toHaveBeenCalledWith(1001, 'Gateway shutting down');
    });

    it('sends many away over four seconds, in equal parts, and each of them once', async () => {
        const all = Array.from({length: 800}, () => connection());
        const drained = drain(all);
        expect(count(all)).toBe(10);
        await jest.advanceTimersByTimeAsync(2000);
        expect(count(all)).toBe(410);
        await jest.advanceTimersByTimeAsync(2000);
        await drained;
        expect(all.every(({socket}) => socket.close.mock.calls.length === 1)).toBe(true);
    });

    it('sends the clients of a bus away together', () => {
        const all = Array.from({length: 10}, (_, number) => connection(false, `bus-${number % 2}`));
        void drain(all);
        expect(all.map(isTold)).toEqual(all.map((_, number) => number % 2 === 0));
    });

    it('waits for those with invocations under way, and for five seconds at most', async () => {
        const all = [connection(true), connection(true), connection()];
        const drained = drain(all);
        expect(all.map(isTold)).toEqual([false, false, true]);
        await jest.advanceTimersByTimeAsync(1000);
        all[0]!.session.isBusy = false;
        await jest.advanceTimersByTimeAsync(100);
        expect(all.map(isTold)).toEqual([true, false, true]);
        await jest.advanceTimersByTimeAsync(4000);
        await drained;
        expect(count(all)).toBe(3);
    });
});
