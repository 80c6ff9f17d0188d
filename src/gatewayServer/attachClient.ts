import type {Socket} from 'node:net';
import type {WebSocket} from 'ws';
import {authError, wrongToken} from './auth';
import type {UnreadLimit} from './unreadLimit';
import {errorFor, failedAnswer, problemOf} from './checkMessage';
import type {Engine, EngineClient} from './engine';
import type {LoginThrottle} from './loginThrottle';
import {keepPinging} from './heartbeat';
import {type Log, beforeData, rarely} from './log';
import {enforceLoginTimeout} from './loginTimeout';
import {type Message, readMessage, sizeOf} from './message';
import {createOutbox} from './outbox';
import type {Turns} from './turns';
import type {WaitingBytes} from './waitingBytes';

// Close codes of the WebSocket protocol.
const unsupportedData = 1003;
const policyViolation = 1008;
const internalError = 1011;
const tryAgainLater = 1013;

/** What a client that has just connected brings along. */
interface ClientConnection {
    socket: WebSocket;
    /** What the socket reads from. */
    stream: Socket;
    address: string;
    /** How the log calls it. */
    who: string;
}

/** What all clients share. */
export interface Bus {
    engine: Engine;
    turns: Turns;
    /** What clients have sent. */
    waiting: WaitingBytes;
    /** What clients have not read. */
    backlog: UnreadLimit;
    guesses: LoginThrottle;
    token: string | undefined;
    log: Log;
}

/** Joins one WebSocket to the engine, until either end leaves. Those who do not know the token get no word through to it. */
export function attachClient(
    {socket, stream, address, who}: ClientConnection,
    {engine, turns, waiting, backlog, guesses, token, log}: Bus,
): void {
    let client: EngineClient | undefined;
    let isGone = false;
    let isLoggedIn = false;
    // What has been read since the last whole message belongs to the next one.
    let readAt = 0;

    const end = (problem: string) => {
        log.write('warn', `${who} ${problem}`);
        socket.terminate();
        queue.clear();
    };
    const warnOfSpeed = rarely((message) => log.write('warn', message));
    const warnOfUnread = rarely((message) => log.write('warn', message));
    const stopWaiting = enforceLoginTimeout(stream, end);
    const stopPinging = keepPinging(socket, stream, () => end('answers no more'));

    const share = waiting.add(() =>
        end('has sent more that waits in the gateway than any other, and that is full (--max-waiting-mb)'),
    );
    const count = () => share.set(queue.bytes + stream.bytesRead - readAt);
    const outbox = createOutbox(
        socket,
        stream,
        {turns, backlog},
        {
            onHold: (unread) => warnOfUnread(`${who} has ${unread} unread: those who write to it wait`),
            onTooSlow: end,
        },
    );
    const queue = turns.add({
        onTurn: (message) => take(message),
        onTooFast: () => warnOfSpeed(`${who} sends faster than it may: it is slowed down`),
        onFull: () => socket.pause(),
        onRoom: () => socket.resume(),
    });
    // No turn before the engine is ready.
    queue.hold();

    socket.on('error', (reason) => log.write('warn', `${who}: ${reason.message}`));
    socket.on('close', () => {
        isGone = true;
        stopWaiting();
        stopPinging();
        outbox.end();
        log.write('info', `${who} left`);
        if (!client) {
            queue.clear();
        }
        queue.finish(() => {
            share.end();
            client?.disconnect();
        });
    });
    stream.on('data', count);
    socket.on('message', (data, isBinary) => {
        // Whom the gateway has bidden farewell may still talk for a while.
        if (socket.readyState !== socket.OPEN) {
            return;
        }
        readAt = stream.bytesRead;
        const message = readMessage(data, isBinary);
        if (!message) {
            socket.close(unsupportedData, 'Not a message');
        } else if (isLoggedIn || message.type === 'hello') {
            queue.push(message, sizeOf(data));
        } else {
            log.write('warn', `${who} did not begin with a login`);
            socket.close(policyViolation, 'No login');
        }
    });

    // In its turn, so that nobody gains by messages that are refused: what is answered to them costs as much as what is passed on.
    const take = (message: Message) => {
        count();
        if (message.type === 'hello') {
            greet(message);
        } else {
            check(message);
        }
    };

    const greet = ({authentication, ...hello}: Message) => {
        if (token !== undefined && !guesses.mayTry(address)) {
            log.write('warn', `${who} has to try again later: too many wrong tokens from its address`);
            // No answer: client libraries would take it for the last word and not come back.
            socket.close(tryAgainLater, 'Too many wrong tokens');
            return;
        }
        const problem = authError(authentication, token);
        if (problem === undefined) {
            guesses.wasRight(address);
            // The engine does not need the authentication, and would write it into its log.
            give(hello);
        } else {
            if (problem === wrongToken) {
                guesses.wasWrong(address);
            }
            log.write('warn', `${who} refused: ${problem}`);
            outbox.send({...refusal, request_id: hello.request_id, reason: problem});
        }
    };

    const check = (message: Message) => {
        const problem = problemOf(message);
        if (problem === undefined) {
            give(message);
            return;
        }
        log.write('warn', `${who} sent ${message.type}, which is not passed on: ${problem}`);
        const answer = failedAnswer(message, problem);
        if (answer) {
            give(answer);
        } else {
            outbox.send(errorFor(message, problem));
        }
    };

    const give = (message: Message) => {
        log.write('debug', `${who} sent ${message.type}`);
        try {
            client!.send(message);
        } catch (reason) {
            log.write('warn', `${who} sent what the gateway cannot handle: ${beforeData((reason as Error).message)}`);
            socket.close(policyViolation, 'Bad message');
        }
    };

    engine
        .connect((_, message) => {
            if (message.type === 'welcome' && message.domain === 'global') {
                isLoggedIn = true;
                stopWaiting();
                log.write('info', `${who} joined`);
            }
            outbox.send(message);
        })
        .then(
            (joined) => {
                client = joined;
                if (isGone) {
                    joined.disconnect();
                } else {
                    queue.release();
                }
            },
            (reason) => {
                log.write('error', `${who} was not taken by the engine: ${beforeData((reason as Error).message)}`);
                socket.close(internalError);
            },
        );
}

/** As the engine itself would word it. */
const refusal = {domain: 'global', type: 'error', peer_id: null, reason_uri: 'global.errors.authentication.failure'};
