import type {RawData, WebSocket} from 'ws';
import type {Engine, EngineClient} from './engine';
import type {Log} from './log';

/** A socket that has not logged in by then is not a client. */
const loginLimitMs = 10000;
/** Two pings without an answer, and the other end is gone. */
const pingIntervalMs = 15000;
/** What may wait for a client that reads too slowly. Beyond that the gateway's memory would pay for it. */
const waitingLimitBytes = 64 * 1024 * 1024;

// Close codes of the WebSocket protocol.
const unsupportedData = 1003;
const policyViolation = 1008;
const internalError = 1011;

/** Joins one WebSocket to the engine, until either end leaves. */
export function joinSocket(socket: WebSocket, engine: Engine, who: string, log: Log): void {
    let client: EngineClient | undefined;
    let isAlive = true;
    // What comes before the engine is ready for it.
    let early: object[] | undefined = [];

    const loginTimer = setTimeout(() => {
        log.write('warn', `${who} did not log in`);
        socket.close(policyViolation, 'No login');
    }, loginLimitMs);
    const pingTimer = setInterval(() => {
        if (!isAlive) {
            log.write('info', `${who} answers no more`);
            socket.terminate();
            return;
        }
        isAlive = false;
        socket.ping();
    }, pingIntervalMs);

    socket.on('pong', () => (isAlive = true));
    socket.on('error', reason => log.write('warn', `${who}: ${reason.message}`));
    socket.on('close', () => {
        clearTimeout(loginTimer);
        clearInterval(pingTimer);
        early = undefined;
        client?.disconnect();
        log.write('info', `${who} left`);
    });
    socket.on('message', (data, isBinary) => {
        const message = isBinary ? undefined : readMessage(data);
        if (!message) {
            socket.close(unsupportedData, 'Not a JSON object');
        } else if (client) {
            hand(client, message);
        } else {
            early?.push(message);
        }
    });

    const hand = (to: EngineClient, message: object) => {
        try {
            to.send(message);
        } catch (reason) {
            log.write('warn', `${who} sent what the gateway cannot handle: ${(reason as Error).message}`);
            socket.close(policyViolation, 'Bad message');
        }
    };

    engine
        .connect((_, message) => {
            if (message.type === 'welcome' && message.domain === 'global') {
                clearTimeout(loginTimer);
                log.write('info', `${who} joined`);
            }
            if (socket.bufferedAmount > waitingLimitBytes) {
                log.write('warn', `${who} reads too slowly`);
                socket.terminate();
            } else if (socket.readyState === socket.OPEN) {
                socket.send(JSON.stringify(message));
            }
        })
        .then(
            joined => {
                if (!early) {
                    joined.disconnect();
                    return;
                }
                client = joined;
                early.forEach(message => hand(joined, message));
                early = undefined;
            },
            reason => {
                log.write('error', `${who} was not taken by the engine: ${(reason as Error).message}`);
                socket.close(internalError);
            },
        );
}

function readMessage(data: RawData): object | undefined {
    try {
        const message: unknown = JSON.parse(String(data));
        return typeof message === 'object' && message !== null && !Array.isArray(message) ? message : undefined;
    } catch {
        return undefined;
    }
}
