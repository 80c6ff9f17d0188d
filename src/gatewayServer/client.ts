import type {Socket} from 'node:net';
import type {RawData, WebSocket} from 'ws';
import {authError, wrongToken} from './auth';
import {errorFor, failedAnswer, refusalReason} from './checkMessage';
import type {Engine, EngineClient} from './engine';
import {keepPinging} from './heartbeat';
import {type Log, type Subject, beforeData, rarely} from './log';
import type {LoginThrottle} from './loginThrottle';
import {enforceLoginTimeout} from './loginTimeout';
import {type Message, readMessage, sizeOf} from './message';
import {Outbox} from './outbox';
import type {Queue, Turns} from './turns';
import type {UnreadLimit} from './unreadLimit';
import type {Share, WaitingBytes} from './waitingBytes';

// Close codes of the WebSocket protocol.
const unsupportedData = 1003;
const policyViolation = 1008;
const internalError = 1011;
const tryAgainLater = 1013;

/** A WebSocket that has just been opened. */
interface ClientConnection {
    socket: WebSocket;
    /** What the socket reads from. */
    stream: Socket;
    address: string;
    /** How the log calls it. */
    subject: Subject;
}

/** What all clients share. */
export interface Gateway {
    engine: Engine;
    turns: Turns;
    /** What clients have sent. */
    waitingBytes: WaitingBytes;
    /** What clients have not read. */
    unreadLimit: UnreadLimit;
    loginThrottle: LoginThrottle;
    token: string | undefined;
    log: Log;
}

/** Joins one WebSocket to the engine, until either end leaves. No message of a client without the token reaches the engine. */
export class Client {
    private readonly socket: WebSocket;
    private readonly outbox: Outbox;
    private readonly queue: Queue;
    private readonly share: Share;
    private readonly stopLoginTimeout: () => void;
    private readonly stopPinging: () => void;
    private engineClient: EngineClient | undefined;
    private isLoggedIn = false;
    // What has been read since the last whole message belongs to the next one.
    private readAt = 0;

    constructor(
        private readonly connection: ClientConnection,
        private readonly gateway: Gateway,
    ) {
        const {socket, stream} = connection;
        const {turns, waitingBytes, unreadLimit} = gateway;
        this.socket = socket;
        const terminate = (problem: string) => this.terminate(problem);
        const warnOfSpeed = rarely((message) => this.log('warn', message));
        const warnOfUnread = rarely((message) => this.log('warn', message));
        this.stopLoginTimeout = enforceLoginTimeout(stream, terminate);
        this.stopPinging = keepPinging(socket, stream, () => terminate('stopped responding'));
        this.share = waitingBytes.add(() =>
            terminate(
                'has more messages waiting in the gateway than any other client, and that is full (--max-waiting-mb)',
            ),
        );
        this.outbox = new Outbox(socket, stream, turns, unreadLimit, {
            onHold: (unread) => warnOfUnread(`has ${unread} unread: clients that write to it wait`),
            onTooSlow: terminate,
        });
        this.queue = turns.add({
            onTurn: (message) => this.handle(message),
            onTooFast: () => warnOfSpeed('sends faster than it may: it is slowed down'),
            onFull: () => socket.pause(),
            onRoom: () => socket.resume(),
        });
        // No turn before the engine is ready.
        this.queue.hold();
        socket.on('error', (reason) => this.log('warn', `failed: ${reason.message}`));
        socket.on('close', () => this.onClose());
        socket.on('message', (data, isBinary) => this.onMessage(data, isBinary));
        stream.on('data', () => this.countWaiting());
        void this.join();
    }

    private log(level: string, event: string): void {
        this.gateway.log.write(level, event, this.connection.subject);
    }

    private async join(): Promise<void> {
        try {
            this.engineClient = await this.gateway.engine.connect((_, message) => this.onEngineMessage(message));
        } catch (reason) {
            this.log('error', `was rejected by the engine: ${beforeData((reason as Error).message)}`);
            this.socket.close(internalError);
            return;
        }
        if (this.socket.readyState === this.socket.CLOSED) {
            this.engineClient.disconnect();
        } else {
            this.queue.release();
        }
    }

    private onEngineMessage(message: Message): void {
        if (message.type === 'welcome' && message.domain === 'global') {
            this.isLoggedIn = true;
            this.stopLoginTimeout();
            this.log('info', 'joined');
        }
        this.outbox.send(message);
    }

    private terminate(problem: string): void {
        this.log('warn', problem);
        this.socket.terminate();
        this.queue.clear();
    }

    private onClose(): void {
        this.stopLoginTimeout();
        this.stopPinging();
        this.outbox.end();
        this.log('info', 'left');
        if (!this.engineClient) {
            this.queue.clear();
        }
        this.queue.finish(() => {
            this.share.end();
            this.engineClient?.disconnect();
        });
    }

    private onMessage(data: RawData, isBinary: boolean): void {
        // A client that the gateway is closing may still send for a while.
        if (this.socket.readyState !== this.socket.OPEN) {
            return;
        }
        this.readAt = this.connection.stream.bytesRead;
        const message = readMessage(data, isBinary);
        if (!message) {
            this.socket.close(unsupportedData, 'Not a message');
        } else if (this.isLoggedIn || message.type === 'hello') {
            this.queue.push(message, sizeOf(data));
        } else {
            this.log('warn', 'sent data before logging in');
            this.socket.close(policyViolation, 'No login');
        }
    }

    private countWaiting(): void {
        this.share.set(this.queue.bytes + this.connection.stream.bytesRead - this.readAt);
    }

    /** Refused messages take their turns as well: the answer to them costs as much as passing them on. */
    private handle(message: Message): void {
        this.countWaiting();
        if (message.type === 'hello') {
            this.logIn(message);
        } else {
            this.passOn(message);
        }
    }

    private logIn({authentication, ...hello}: Message): void {
        const {loginThrottle, token} = this.gateway;
        const {address} = this.connection;
        if (token !== undefined && !loginThrottle.mayTry(address)) {
            this.log('warn', 'has to try again later: too many wrong tokens from its address');
            // No answer: client libraries would not try again after one.
            this.socket.close(tryAgainLater, 'Too many wrong tokens');
            return;
        }
        const problem = authError(authentication, token);
        if (problem === undefined) {
            loginThrottle.wasRight(address);
            // The engine does not need the authentication, and would write it into its log.
            this.send(hello);
        } else {
            if (problem === wrongToken) {
                loginThrottle.wasWrong(address);
            }
            this.log('warn', `refused: ${problem}`);
            this.outbox.send({...refusal, request_id: hello.request_id, reason: problem});
        }
    }

    private passOn(message: Message): void {
        const problem = refusalReason(message);
        if (problem === undefined) {
            this.send(message);
            return;
        }
        this.log('warn', `sent ${message.type}, which is not passed on: ${problem}`);
        const answer = failedAnswer(message, problem);
        if (answer) {
            this.send(answer);
        } else {
            this.outbox.send(errorFor(message, problem));
        }
    }

    private send(message: Message): void {
        this.log('debug', `sent ${message.type}`);
        try {
            this.engineClient!.send(message);
        } catch (reason) {
            this.log('warn', `sent what the gateway cannot handle: ${beforeData((reason as Error).message)}`);
            this.socket.close(policyViolation, 'Bad message');
        }
    }
}

/** As the engine itself would word it. */
const refusal = {domain: 'global', type: 'error', peer_id: null, reason_uri: 'global.errors.authentication.failure'};
