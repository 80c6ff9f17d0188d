import {answerDesktopClients} from './desktopClients';
import {type Engine, createEngine} from './engine';
import type {Log} from './log';

/** What its members share. Nothing of it is seen on another bus. */
export interface Bus {
    name: string;
    engine: Promise<Engine>;
}

export interface BusOptions {
    idleSeconds: number;
    answersDesktopClients: boolean;
}

interface Entry extends Bus {
    members: number;
    idleTimer: NodeJS.Timeout | undefined;
}

/** The buses that have members, or had some a moment ago: pages that reload find what they left. */
export class Buses {
    private readonly entries = new Map<string, Entry>();

    constructor(
        private readonly options: BusOptions,
        private readonly log: Log,
    ) {}

    /** Begins the bus if it is not there. Each entry is followed by one `leave`. */
    enter(name: string): Bus {
        const entry = this.entries.get(name) ?? this.begin(name);
        clearTimeout(entry.idleTimer);
        entry.members++;
        return entry;
    }

    leave(bus: Bus): void {
        const entry = bus as Entry;
        entry.members--;
        if (entry.members === 0) {
            const waitMs = this.isPresent(entry) ? this.options.idleSeconds * 1000 : 0;
            entry.idleTimer = setTimeout(() => void this.end(entry), waitMs);
        }
    }

    names(): string[] {
        return [...this.entries.keys()];
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

    private begin(name: string): Entry {
        const entry: Entry = {name, engine: this.startEngine(), members: 0, idleTimer: undefined};
        this.entries.set(name, entry);
        // Its members see the reason, and the next one begins it again.
        entry.engine.catch(() => this.entries.delete(name));
        this.log.write('debug', `bus ${name} has begun`);
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
        this.log.write('debug', `bus ${entry.name} has ended: it was empty`);
        await (await entry.engine).stop();
    }

    private isPresent(entry: Entry): boolean {
        return this.entries.get(entry.name) === entry;
    }
}
