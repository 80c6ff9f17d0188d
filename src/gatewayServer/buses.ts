import {answerDesktopClients} from './desktopClients';
import {type Engine, createEngine} from './engine';
import {type Account, count, whyFull} from './limits/account';
import type {Accounts} from './limits/accounts';
import {ContextCount} from './limits/contextCount';
import {limitName} from './limits/table';
import {type UnreadLimit, createUnreadLimit} from './limits/unreadLimit';
import type {Log} from './log';
import {Refusal} from './logins/refusal';
import type {Lane, Turns} from './turns';

/** What its members share. Nothing of it is seen on another bus. */
export interface Bus {
    name: string;
    engine: Promise<Engine>;
    lane: Lane;
    account: Account;
    contexts: ContextCount;
    /** What its members have not read. */
    unread: UnreadLimit;
}

export interface BusOptions {
    idleSeconds: number;
    answersDesktopClients: boolean;
}

interface Entry extends Bus {
    members: number;
    idleTimer: NodeJS.Timeout | undefined;
    /** Those who pay for the bus: whose member has begun it. */
    payers: readonly Account[];
}

/** The buses that have members, or had some a moment ago: pages that reload find what they left. */
export class Buses {
    private readonly entries = new Map<string, Entry>();

    constructor(
        private readonly options: BusOptions,
        private readonly accounts: Accounts,
        private readonly turns: Turns,
        private readonly log: Log,
    ) {}

    /** Begins the bus if it is not there. Each entry is followed by one `leave`. */
    enter(name: string, user: Account | undefined): Bus {
        const entry = this.entries.get(name) ?? this.begin(name, user);
        clearTimeout(entry.idleTimer);
        entry.members++;
        return entry;
    }

    leave(bus: Bus): void {
        const entry = bus as Entry;
        entry.members--;
        if (entry.members === 0) {
            entry.contexts.onEmpty();
            const waitMs = this.isPresent(entry) ? this.options.idleSeconds * 1000 : 0;
            entry.idleTimer = setTimeout(() => void this.end(entry), waitMs);
        }
    }

    names(): Iterable<string> {
        return this.entries.keys();
    }

    /**
     * The next one who enters the bus finds a new one, since what is in this one becomes old: the bus is on another node now.
     * It ends with its last member.
     */
    abandon(name: string): void {
        const entry = this.entries.get(name);
        this.entries.delete(name);
        if (entry?.members === 0) {
            clearTimeout(entry.idleTimer);
            void this.end(entry);
        }
    }

    private begin(name: string, user: Account | undefined): Entry {
        const payers = user ? [user, this.accounts.process] : [this.accounts.process];
        const problem = whyFull(payers, 'buses');
        if (problem !== undefined) {
            throw new Refusal(problem, {isTemporary: true});
        }
        count(payers, 'buses', 1);
        const lane = this.turns.addLane();
        const account = this.accounts.newBus();
        const entry: Entry = {
            name,
            engine: this.startEngine(),
            lane,
            account,
            contexts: new ContextCount(),
            unread: createUnreadLimit(account.waitingBytes, limitName('bus', 'waiting-mb'), lane, this.log),
            members: 0,
            idleTimer: undefined,
            payers,
        };
        this.entries.set(name, entry);
        this.log.write('debug', 'bus_begun', `bus ${name} has begun`);
        return entry;
    }

    private async startEngine(): Promise<Engine> {
        const engine = createEngine();
        await engine.start();
        if (this.options.answersDesktopClients) {
            await answerDesktopClients(engine);
        }
        return engine;
    }

    private async end(entry: Entry): Promise<void> {
        if (this.isPresent(entry)) {
            this.entries.delete(entry.name);
        }
        entry.contexts.end();
        count(entry.payers, 'buses', -1);
        this.log.write('debug', 'bus_ended', `bus ${entry.name} has ended: it was empty`);
        const engine = await entry.engine.catch(() => undefined);
        await engine?.stop();
    }

    private isPresent(entry: Entry): boolean {
        return this.entries.get(entry.name) === entry;
    }
}
