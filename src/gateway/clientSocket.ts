import type {Socket} from 'node:net';
import type {WebSocket} from 'ws';
import {loginProblem} from './admission';
import type {Engine, EngineClient} from './engine';
import {keepPinging} from './heartbeat';
import type {Log} from './log';
import {waitForLogin} from './loginWait';
import {type Message, readMessage} from './message';

/** What may wait for a client that reads too slowly. Beyond that the gateway's memory would pay for it. */
const waitingLimitBytes = 64 * 1024 * 1024;

// Close codes of the WebSocket protocol.
const unsupportedData = 1003;
const policyViolation = 1008;
const internalError = 1011;

/** What a client that has just connected brings along. */
interface Arrival {
    socket: WebSocket;
    /** What the socket reads from. */
    stream: Socket;
    /** How the log calls it. */
    who: string;
}

/** Joins one WebSocket to the engine, until either end leaves. Those who do not know the token get no word through to it. */
export function joinSocket({socket, stream, who}: Arrival, token: string | undefined, engine: Engine, log: Log): void {
    let client: EngineClient | undefined;
    let isLoggedIn = false;
    // What comes before the engine is ready for it.
    let early: Message[] | undefined = [];

    const stopWaiting = waitForLogin(stream, problem => {
        log.write('warn', `${who} ${problem}`);
        socket.terminate();
    });
    const stopPinging = keepPinging(socket, () => {
        log.write('info', `${who} answers no more`);
        socket.terminate();
    });

    socket.on('error', reason => log.write('warn', `${who}: ${reason.message}`));
    socket.on('close', () => {
        stopWaiting();
        stopPinging();
        early = undefined;
        client?.disconnect();
        log.write('info', `${who} left`);
    });
    socket.on('message', (data, isBinary) => {
        // Whom the gateway has bidden farewell may still talk for a while.
        if (socket.readyState !== socket.OPEN) {
            return;
        }
        const message = readMessage(data, isBinary);
        if (!message) {
            socket.close(unsupportedData, 'Not a message');
        } else if (message.type === 'hello') {
            greet(message);
        } else if (isLoggedIn) {
            hand(message);
        } else {
            log.write('warn', `${who} did not begin with a login`);
            socket.close(policyViolation, 'No login');
        }
    });

    const greet = ({authentication, ...hello}: Message) => {
        const problem = loginProblem(authentication, token);
        if (problem) {
            log.write('warn', `${who} refused: ${problem}`);
            send({...refusal, request_id: hello.request_id, reason: problem});
        } else {
            // The engine would look into it, and write it into its log.
            hand(hello);
        }
    };

    const hand = (message: Message) => {
        if (!client) {
            early?.push(message);
            return;
        }
        try {
            client.send(message);
        } catch (reason) {
            log.write('warn', `${who} sent what the gateway cannot handle: ${(reason as Error).message}`);
            socket.close(policyViolation, 'Bad message');
        }
    };

    const send = (message: Message) => {
        if (socket.bufferedAmount > waitingLimitBytes) {
            log.write('warn', `${who} reads too slowly`);
            socket.terminate();
        } else if (socket.readyState === socket.OPEN) {
            socket.send(JSON.stringify(message));
        }
    };

    engine
        .connect((_, message) => {
            if (message.type === 'welcome' && message.domain === 'global') {
                isLoggedIn = true;
                stopWaiting();
                log.write('info', `${who} joined`);
            }
            send(message);
        })
        .then(
            joined => {
                if (!early) {
                    joined.disconnect();
                    return;
                }
                client = joined;
                early.forEach(hand);
                early = undefined;
            },
            reason => {
                log.write('error', `${who} was not taken by the engine: ${(reason as Error).message}`);
                socket.close(internalError);
            },
        );
}

/** As the engine itself would word it. */
const refusal = {domain: 'global', type: 'error', peer_id: null, reason_uri: 'global.errors.authentication.failure'};
