import type {Socket} from 'node:net';
import type {WebSocket} from 'ws';

import {pingIntervalMs} from './timeouts';

/** Pings the client, which is gone when nothing has come from it before the next ping. Returns what ends that. */
export function keepPinging(socket: WebSocket, stream: Socket, onSilence: () => void): () => void {
    let readBefore = -1;
    const timer = setInterval(() => {
        // The answer waits behind other data, which may not be read at all at the moment.
        if (stream.bytesRead === readBefore && !socket.isPaused) {
            onSilence();
            return;
        }
        readBefore = stream.bytesRead;
        socket.ping();
    }, pingIntervalMs);
    return () => clearInterval(timer);
}
