import type {WebSocket} from 'ws';

/** Two pings without an answer, and the other end is gone. */
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
