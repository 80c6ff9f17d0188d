import type {WebSocket} from 'ws';
import {createRateLimit} from './rateLimit';

// A client that answers each ping of the gateway sends four pongs a minute.
const perSecond = 100;
const atOnce = 1000;

/** Pings and pongs are no messages: they wait for no turn, and no other limit is about them. */
export function limitControlFrames(socket: WebSocket, onTooMany: () => void): void {
    const allowance = createRateLimit(perSecond, atOnce);
    const count = () => {
        if (!allowance.take()) {
            socket.off('ping', count).off('pong', count);
            onTooMany();
        }
    };
    socket.on('ping', count).on('pong', count);
}
