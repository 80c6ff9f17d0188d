import type {WebSocket} from 'ws';

/** An end that has not answered a ping when the next one is due is gone. */
const intervalMs = 15000;

/** Pings the other end until it answers no more. Returns what ends that. */
export function keepPinging(socket: WebSocket, onSilence: () => void): () => void {
    let isAlive = true;
    socket.on('pong', () => (isAlive = true));
    const timer = setInterval(() => {
        if (!isAlive) {
            onSilence();
            return;
        }
        isAlive = false;
        socket.ping();
    }, intervalMs);
    return () => clearInterval(timer);
}
