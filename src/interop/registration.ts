import {serialize} from '../async/serialize';
import type {Bus, Glue} from '../connection/bus';
import type {Connection} from '../connection/connection';
import {isUsable, rejectOnLoss} from '../connection/ask';
import {type Problem, problemOf} from '../values/busError';
import {withOurErrors} from './withOurErrors';

/** What this page offers on a bus under a name, which methods and streams share. */
export interface Offer {
    kind: 'method' | 'stream';
    name: string;
    register: (glue: Glue) => Promise<unknown>;
    /** Resolves when the offer may be removed. */
    whenIdle: () => Promise<void>;
    unregister: (glue: Glue) => Promise<unknown>;
}

/**
 * Keeps an offer on the page's bus until the returned function is called. `onOutcome` is called after each attempt: null is
 * success. When another component of this page has the name, the attempt fails, and is repeated after that component has left
 * the name; a component that is leaving it is waited for. While the bus is away nothing is asked of it, because the client
 * libraries would never answer. What was under way at the loss is done again on return; what was registered before the libraries
 * announce again themselves.
 */
export function keepRegistered(
    connection: Connection,
    offer: Offer,
    onOutcome: (failure: Problem | null) => void,
    component: string,
): () => void {
    const {bus} = connection.state();
    if (!bus?.glue) {
        return () => undefined;
    }
    const registration = new Registration(connection, bus, bus.glue, offer, onOutcome, component);
    registration.reconcile();
    return () => registration.end();
}

class Registration {
    private isWanted = true;
    private presence: 'absent' | 'present' | 'unknown' = 'absent';
    private readonly name: NameOnBus;
    private readonly unsubscribe: () => void;

    constructor(
        private readonly connection: Connection,
        private readonly bus: Bus,
        private readonly glue: Glue,
        private readonly offer: Offer,
        private readonly onOutcome: (failure: Problem | null) => void,
        private readonly component: string,
    ) {
        this.name = nameOnBus(glue, offer.name);
        this.name.registrations.add(this);
        this.unsubscribe = connection.subscribe(() => this.reconcile());
    }

    end(): void {
        this.isWanted = false;
        this.reconcile();
    }

    /** Makes the bus have the method, or not, as it is wanted now. */
    reconcile(): void {
        const {inTurn, registrations} = this.name;
        void inTurn(async () => {
            if (this.isUp() && (this.presence === 'unknown' || (this.presence === 'present' && !this.isWanted))) {
                await this.remove().catch(() => undefined);
                if (!this.isWanted) {
                    registrations.forEach((other) => other.reconcile());
                }
            }
            if (this.isWanted) {
                // In a turn of its own: registrations that leave the name at the same time leave it first.
                void inTurn(() => this.add());
            } else if (this.presence === 'absent' || this.connection.state().bus !== this.bus) {
                this.unsubscribe();
                registrations.delete(this);
                forgetUnused(this.glue, this.offer.name, this.name);
            }
        });
    }

    private isUp(): boolean {
        return isUsable(this.connection, this.bus);
    }

    private async remove(): Promise<void> {
        await this.offer.whenIdle();
        if (!this.isUp()) {
            return;
        }
        this.presence = 'unknown';
        // A name that is not registered is refused, which is as good.
        const removed = this.offer.unregister(this.glue).catch(() => undefined);
        await rejectOnLoss(this.connection, this.bus, removed);
        this.presence = 'absent';
    }

    private async add(): Promise<void> {
        if (!this.isUp() || this.presence !== 'absent' || !this.isWanted) {
            return;
        }
        this.presence = 'unknown';
        const failure = await this.register();
        // After a loss the presence stays unknown until the return.
        if (failure && !this.isUp()) {
            return;
        }
        this.presence = failure ? 'absent' : 'present';
        if (this.isWanted) {
            this.onOutcome(failure);
        }
    }

    private async register(): Promise<Problem | null> {
        const registered = withOurErrors(() => this.offer.register(this.glue));
        try {
            await rejectOnLoss(this.connection, this.bus, registered);
            return null;
        } catch (reason) {
            const failure = problemOf(reason, 'rejected');
            const holder = [...this.name.registrations].find(({presence}) => presence === 'present');
            if (failure.code === 'name_taken' && holder) {
                const {component, offer} = holder;
                failure.message = `${component} of this page has the ${offer.kind} "${offer.name}": register it once, or under another name.`;
            }
            return failure;
        }
    }
}

/** One name on one bus. */
interface NameOnBus {
    /** The registrations of this page that want the name, or have not left it yet. */
    registrations: Set<Registration>;
    /**
     * Attempts run one at a time: the libraries cannot register a name while they unregister it, so that a component that
     * replaces another would find its method taken.
     */
    inTurn: ReturnType<typeof serialize>;
}

const names = new WeakMap<Glue, Map<string, NameOnBus>>();

function nameOnBus(glue: Glue, name: string): NameOnBus {
    const byName = names.get(glue) ?? new Map<string, NameOnBus>();
    names.set(glue, byName);
    const nameOnBus = byName.get(name) ?? {registrations: new Set(), inTurn: serialize()};
    byName.set(name, nameOnBus);
    return nameOnBus;
}

/** Turns that still wait are of registrations that have left the name: they ask nothing of the bus. */
function forgetUnused(glue: Glue, name: string, unused: NameOnBus): void {
    const byName = names.get(glue);
    if (!unused.registrations.size && byName?.get(name) === unused) {
        byName.delete(name);
    }
}
