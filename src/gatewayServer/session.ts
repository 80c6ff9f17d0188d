import type {Bus, Buses} from './buses';
import {internalError, policyViolation, tokenExpired, tryAgainLater} from './closeCodes';
import {isWelcome, withProvenUsers} from './identities';
import type {Account} from './limits/account';
import type {Accounts} from './limits/accounts';
import {type Subject, beforeData} from './log';
import type {LogEvent} from './logEvents';
import type {Asked} from './logins/claims';
import {createExpiry} from './logins/expiry';
import type {Logins} from './logins/logins';
import {Refusal} from './logins/refusal';
import {Membership} from './membership';
import type {Message} from './message';
import type {Metrics} from './operation/metrics';

/** How a session reaches its client. */
export interface SessionClient {
    /** What the log calls the client. The session adds who is proven. */
    subject: Subject & {bus: string};
    address: string;
    account: Account;
    /** From now on it is one of this bus, and of this user's clients. */
    onAdmitted: (bus: Bus, user: Account | undefined) => void;
    onJoined: () => void;
    send: (message: Message) => void;
    close: (code: number, reason?: string) => void;
    log: (level: string, event: LogEvent, message: string) => void;
}

export interface SessionOptions {
    buses: Buses;
    accounts: Accounts;
    logins: Logins;
    metrics: Metrics;
    /** How long a client whose token has expired may stay, to get a new one. */
    graceMs: number;
}

/** What one client may do: its login, its place on its bus, and the end of both. */
export class Session {
    isLoggedIn = false;
    private isOver = false;
    private asked: Asked;
    private membership: Membership | undefined;
    private readonly expiry;

    constructor(
        private readonly client: SessionClient,
        private readonly options: SessionOptions,
    ) {
        this.asked = {bus: client.subject.bus, application: undefined};
        this.expiry = createExpiry(options.graceMs, () => {
            options.metrics.cutOff('token');
            client.log('warn', 'token_expired', 'its token has expired');
            client.close(tokenExpired, 'Token expired');
        });
    }

    /** Never rejects. Until it resolves nothing else of this client may come. */
    async logIn({authentication, ...hello}: Message): Promise<void> {
        const {logins} = this.options;
        const {subject, address} = this.client;
        try {
            if (this.membership) {
                throw new Refusal('Already logged in');
            }
            this.asked.application = (hello.identity as {application?: unknown} | null | undefined)?.application;
            const {user, expiresAt} = await logins.check(authentication, this.asked, address);
            subject.user = user;
            await this.join(hello, expiresAt);
        } catch (reason) {
            this.onLoginFailed(hello, reason);
        }
    }

    /** Never rejects. A new token takes the place of the old one, for the same user. */
    async renew({token}: Message): Promise<void> {
        const {logins, metrics} = this.options;
        const {subject, send, log} = this.client;
        try {
            if (!logins.verifiesUsers) {
                throw new Refusal('This gateway renews no tokens');
            }
            const {user, expiresAt} = await logins.checkAgain({token}, this.asked);
            if (user !== subject.user) {
                throw new Refusal('Token of another user');
            }
            if (!this.isOver) {
                this.expiry.set(expiresAt!);
            }
            send({type: 'dash_glue42-token-renewed'});
        } catch (reason) {
            metrics.refused('renewal');
            log('warn', 'token_refused', `its new token was refused: ${describe(reason)}`);
            send({type: 'dash_glue42-token-refused', reason: (reason as Error).message});
        }
    }

    /** It waits for an answer, or others wait for one of its own. */
    get isBusy(): boolean {
        return this.membership?.invocations.areUnderWay ?? false;
    }

    /** Why a message of this client may not be passed on, because of what it would make. */
    whyRefused(message: Message): string | undefined {
        return this.membership!.holdings.whyRefused(message);
    }

    /** Passes a message on to the bus. */
    send(message: Message): void {
        this.membership!.send(message);
    }

    /** The client has left, and what it sent before is with the bus. */
    end(): void {
        this.isOver = true;
        this.expiry.stop();
        this.membership?.end();
    }

    private async join(hello: Message, expiresAt: number | undefined): Promise<void> {
        const {buses, accounts, metrics} = this.options;
        const {subject, account, onAdmitted, close} = this.client;
        if (this.isOver) {
            return;
        }
        const user = subject.user === undefined ? undefined : accounts.ofUser(subject.user);
        const place = {bus: subject.bus, connection: account, user, process: accounts.process, metrics};
        const membership = Membership.begin(buses, place);
        this.membership = membership;
        onAdmitted(membership.bus, user);
        if (expiresAt !== undefined) {
            this.expiry.set(expiresAt);
        }
        await membership.connect((message) => this.onMessage(message));
        if (!this.isOver && !(await membership.sayHello(hello, subject.user))) {
            close(policyViolation, 'Login failed');
        }
    }

    private onMessage(message: Message): void {
        const {client, options} = this;
        if (isWelcome(message)) {
            this.isLoggedIn = true;
            client.onJoined();
        }
        client.send(options.logins.verifiesUsers ? withProvenUsers(message) : message);
    }

    private onLoginFailed(hello: Message, reason: unknown): void {
        const {log, close, send} = this.client;
        const {metrics} = this.options;
        if (!(reason instanceof Refusal)) {
            metrics.cutOff('login');
            log('error', 'login_failed', `was rejected by the engine: ${beforeData((reason as Error).message)}`);
            close(internalError);
        } else if (reason.isTemporary) {
            metrics.refused('login_later');
            log('warn', 'login_postponed', `has to try again later: ${describe(reason)}`);
            // No answer: client libraries would not try again after one.
            close(tryAgainLater, reason.message);
        } else {
            metrics.refused('login');
            log('warn', 'login_refused', `refused: ${describe(reason)}`);
            send({...refusal, request_id: hello.request_id, reason: reason.message});
        }
    }
}

const describe = (reason: unknown): string => {
    const {message, detail} = reason as Refusal;
    return detail === undefined ? message : `${message} (${detail})`;
};

/** As the engine itself would word it. */
const refusal = {domain: 'global', type: 'error', peer_id: null, reason_uri: 'global.errors.authentication.failure'};
