import type {Socket} from 'node:net';
import type {RawData, WebSocket} from 'ws';
import {errorFor, failedAnswer, refusalReason} from './checkMessage';
import {keepPinging} from './heartbeat';
import type {Bus} from './buses';
import {policyViolation, unsupportedData} from './closeCodes';
import type {Account} from './limits/account';
import {createAllowance} from './limits/allowance';
import {limitControlFrames} from './limits/controlFrames';
import {Shares} from './limits/shares';
import type {Gateway} from './gateway';
import {type Subject, beforeData, rarely} from './log';
import type {LogEvent} from './logEvents';
import {type LoginTimeout, enforceLoginTimeout} from './logins/timeout';
import {type Message, readMessage, renewTokenType, sizeOf} from './message';
import type {CutOff} from './operation/metrics';
import {Outbox} from './outbox';
import {Queue, type QueueListener} from './queue';
import {Session} from './session';
import {goodbyeMs} from './timeouts';

/** A WebSocket that has just been opened. */
interface ClientConnection {
    socket: WebSocket;
    /** What the socket reads from. */
    stream: Socket;
    address: string;
    /** How the log calls it. */
    subject: Subject & {bus: string};
}

/** Joins one WebSocket to its bus, until either end leaves. No message of a client without the right token reaches a bus. */
export class Client {
    readonly socket: WebSocket;
    readonly queue: Queue;
    readonly session: Session;
    private readonly outbox: Outbox;
    private readonly shares: Shares;
    private readonly accounts: Account[];
    private readonly loginTimeout: LoginTimeout;
    private readonly stopPinging: () => void;
    // What has been read since the last whole message belongs to the next one.
    private readAt = 0;

    constructor(
        readonly connection: ClientConnection,
        private readonly gateway: Gateway,
    ) {
        const {socket, stream} = connection;
        const {turns, lobby, unread, accounts} = gateway;
        this.socket = socket;
        const terminate = (why: CutOff) => (problem: string) => this.terminate(why, problem);
        const warnOfUnread = rarely((message) => this.log('warn', 'reads_slowly', message));
        this.loginTimeout = enforceLoginTimeout(stream, terminate('login'));
        this.stopPinging = keepPinging(socket, stream, () => this.terminate('silent', 'stopped responding'));
        const account = accounts.newConnection();
        this.accounts = [account, accounts.process];
        this.shares = new Shares((limit) =>
            this.terminate(
                'waiting',
                `has more messages waiting in the gateway than any other client, and that is full (${limit})`,
            ),
        );
        this.shares.add(accounts.process);
        this.outbox = new Outbox(socket, stream, turns, {
            onHold: (unread) => warnOfUnread(`has ${unread} unread: clients that write to it wait`),
            onTooSlow: terminate('unread'),
        });
        this.outbox.countIn(unread);
        this.queue = new Queue(lobby, this.queueListener(account), createAllowance(this.accounts));
        this.session = new Session(
            {
                ...connection,
                account,
                onAdmitted: (bus, user) => this.onAdmitted(bus, user),
                onJoined: () => this.onJoined(),
                send: (message) => this.outbox.send(message),
                close: (code, reason) => this.close(code, reason),
                log: (...line) => this.log(...line),
            },
            gateway,
        );
        limitControlFrames(socket, () => this.cutOff('Sends too many pings and pongs'));
        socket.on('error', (reason) => this.log('warn', 'socket_failed', `failed: ${reason.message}`));
        socket.on('close', () => this.onClose());
        socket.on('message', (data, isBinary) => this.onMessage(data, isBinary));
        stream.on('data', () => this.countWaiting());
    }

    private log(level: string, event: LogEvent, message: string): void {
        this.gateway.log.write(level, event, message, this.connection.subject);
    }

    private queueListener(account: Account): QueueListener {
        const warnOfSpeed = rarely((message) => this.log('warn', 'slowed_down', message));
        return {
            onTurn: (message) => this.handle(message),
            onTooFast: () => warnOfSpeed('sends faster than it may: it is slowed down'),
            onLimit: (limit, sinceMs) => {
                if (sinceMs > account.limit('slowed-seconds') * 1000) {
                    this.cutOff(`Sends more than ${limit} allows`);
                }
            },
            onFull: () => this.socket.pause(),
            onRoom: () => this.socket.resume(),
        };
    }

    private onAdmitted(bus: Bus, user: Account | undefined): void {
        for (const account of user ? [user, bus.account] : [bus.account]) {
            this.accounts.push(account);
            this.shares.add(account);
        }
        this.queue.moveTo(bus.lane);
        this.outbox.countIn(bus.unread);
    }

    private onJoined(): void {
        this.loginTimeout.stop();
        this.log('info', 'joined', 'joined');
    }

    private terminate(why: CutOff, problem: string): void {
        this.gateway.metrics.cutOff(why);
        this.log('warn', 'cut_off', problem);
        this.socket.terminate();
        this.drop();
    }

    /** Nothing more is read from it: the goodbye is all that it still costs. */
    private cutOff(reason: string): void {
        this.gateway.metrics.cutOff('rate');
        this.log('warn', 'cut_off', `is cut off: ${reason}`);
        this.socket.pause();
        this.close(policyViolation, reason);
    }

    /** What waits is dropped. Who does not answer the goodbye does not stay for it. */
    private close(code: number, reason?: string): void {
        this.socket.close(code, reason);
        this.drop();
        setTimeout(() => this.socket.terminate(), goodbyeMs);
    }

    private onClose(): void {
        this.loginTimeout.stop();
        this.stopPinging();
        this.outbox.end();
        this.log('info', 'left', 'left');
        if (!this.session.isLoggedIn) {
            this.drop();
        }
        this.queue.finish(() => {
            this.shares.end();
            this.session.end();
        });
    }

    private drop(): void {
        this.gateway.metrics.dropped(this.queue.clear());
    }

    private onMessage(data: RawData, isBinary: boolean): void {
        // A client that the gateway is closing may still send for a while.
        if (this.socket.readyState !== this.socket.OPEN) {
            return;
        }
        this.readAt = this.connection.stream.bytesRead;
        const message = readMessage(data, isBinary);
        if (!message) {
            this.refuse(unsupportedData, 'Not a message');
        } else if (this.session.isLoggedIn || message.type === 'hello') {
            if (!this.session.isLoggedIn) {
                this.loginTimeout.pause();
            }
            this.queue.push(message, sizeOf(data));
        } else {
            this.log('warn', 'sent_before_login', 'sent data before logging in');
            this.refuse(policyViolation, 'No login');
        }
    }

    private refuse(code: number, reason: string): void {
        this.gateway.metrics.cutOff('message');
        this.socket.close(code, reason);
    }

    private countWaiting(): void {
        this.shares.set(this.queue.bytes + this.connection.stream.bytesRead - this.readAt);
    }

    /** Refused messages take their turns as well: the answer to them costs as much as passing them on. */
    private handle(message: Message): void {
        this.countWaiting();
        this.log('debug', 'message_received', `sent ${message.type}`);
        if (message.type === 'hello') {
            void this.logIn(message);
        } else if (message.type === renewTokenType) {
            void this.holdDuring(this.session.renew(message));
        } else {
            this.passOn(message);
        }
    }

    private async logIn(hello: Message): Promise<void> {
        await this.holdDuring(this.session.logIn(hello));
        if (!this.session.isLoggedIn && this.socket.readyState === this.socket.OPEN) {
            this.loginTimeout.resume();
        }
    }

    private async holdDuring(work: Promise<void>): Promise<void> {
        this.queue.hold();
        await work;
        this.queue.release();
    }

    private passOn(message: Message): void {
        const problem = refusalReason(message) ?? this.session.whyRefused(message);
        if (problem === undefined) {
            this.send(message);
            return;
        }
        this.gateway.metrics.refused('message');
        this.log('warn', 'message_refused', `sent ${message.type}, which is not passed on: ${problem}`);
        const answer = failedAnswer(message, problem);
        if (answer) {
            this.send(answer);
        } else {
            this.outbox.send(errorFor(message, problem));
        }
    }

    private send(message: Message): void {
        try {
            this.session.send(message);
        } catch (reason) {
            this.log(
                'warn',
                'message_failed',
                `sent what the gateway cannot handle: ${beforeData((reason as Error).message)}`,
            );
            this.refuse(policyViolation, 'Bad message');
        }
    }
}
