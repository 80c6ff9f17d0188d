import type {Socket} from 'node:net';
import type {WebSocket} from 'ws';

/** An end of which nothing has come when the next ping is due is gone. */
const intervalMs = 15000;

/** Pings the other end until it answers no more. Returns what ends that. */
export function keepPinging(socket: WebSocket, stream: Socket, onSilence: () => void): () => void {
    let readBefore = -1;
    const timer = setInterval(() => {
        // Where much comes or is not read at all, the answer stands in line behind it.
        if (stream.bytesRead === readBefore && !socket.isPaused) {
            onSilence();
            return;
        }
        readBefore = stream.bytesRead;
        socket.ping();
    }, intervalMs);
    return () => clearInterval(timer);
}
