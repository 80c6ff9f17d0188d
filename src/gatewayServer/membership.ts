import type {Bus, Buses} from './buses';
import type {EngineClient} from './engine';
import {isWelcome, withoutUser} from './identities';
import {type Account, count, whyFull} from './limits/account';
import {Holdings} from './limits/holdings';
import {Refusal} from './logins/refusal';
import type {Message} from './message';
import {Invocations} from './operation/invocations';
import type {Metrics} from './operation/metrics';

/** Where a client wants to be, and whose accounts it uses. */
export interface Place {
    bus: string;
    connection: Account;
    user: Account | undefined;
    process: Account;
    metrics: Metrics;
}

/** One client's place on its bus, from its accepted login until it leaves. */
export class Membership {
    readonly holdings: Holdings;
    readonly invocations: Invocations;
    private readonly entered: readonly Account[];
    private engineClient: EngineClient | undefined;
    private isOver = false;
    private onAnswered: (isWelcome: boolean) => void = () => undefined;

    private constructor(
        private readonly buses: Buses,
        readonly bus: Bus,
        {connection, user, process, metrics}: Place,
    ) {
        this.entered = user ? [user, bus.account] : [bus.account];
        this.invocations = new Invocations(metrics);
        this.holdings = new Holdings([connection, ...this.entered, process], bus.contexts);
    }

    /** Refuses the client where there are too many already. */
    static begin(buses: Buses, place: Place): Membership {
        const bus = buses.enter(place.bus, place.user);
        const membership = new Membership(buses, bus, place);
        const problem = whyFull(membership.entered, 'connections');
        count(membership.entered, 'connections', 1);
        if (problem !== undefined) {
            membership.end();
            throw new Refusal(problem, {isTemporary: true});
        }
        return membership;
    }

    async connect(onMessage: (message: Message) => void): Promise<void> {
        const engine = await this.bus.engine;
        this.engineClient = await engine.connect((_, message) => {
            this.holdings.notice(message);
            this.invocations.received(message);
            onMessage(message);
            if (isWelcome(message) || message.type === 'error') {
                this.onAnswered(isWelcome(message));
            }
        });
        if (this.isOver) {
            this.engineClient.disconnect();
        }
    }

    send(message: Message): void {
        this.invocations.sent(message);
        this.engineClient!.send(message);
    }

    /**
     * Whether the engine has let the client in. `hello` is without the client's authentication: the engine does not need it, and
     * would write it into its log. Until it has answered a second login would make the client two.
     */
    sayHello(hello: Message, provenUser: string | undefined): Promise<boolean> {
        const answered = new Promise<boolean>((resolve) => (this.onAnswered = resolve));
        this.send(
            provenUser === undefined
                ? hello
                : {...hello, identity: withoutUser(hello.identity), authentication: {provenUser}},
        );
        return answered;
    }

    end(): void {
        this.isOver = true;
        this.onAnswered(false);
        this.engineClient?.disconnect();
        this.holdings.end();
        this.invocations.end();
        count(this.entered, 'connections', -1);
        this.buses.leave(this.bus);
    }
}
