import type {Bus, Buses} from './buses';
import type {EngineClient} from './engine';
import {isWelcome} from './identities';
import type {Message} from './message';

/** One client's place on its bus, from its accepted login until it leaves. */
export class Membership {
    private onAnswered: (isWelcome: boolean) => void = () => undefined;

    private constructor(
        private readonly buses: Buses,
        private readonly bus: Bus,
        private readonly engineClient: EngineClient,
    ) {}

    static async begin(buses: Buses, name: string, onMessage: (message: Message) => void): Promise<Membership> {
        const bus = buses.enter(name);
        try {
            const engine = await bus.engine;
            const engineClient = await engine.connect((_, message) => {
                membership.noticeAnswer(message);
                onMessage(message);
            });
            const membership = new Membership(buses, bus, engineClient);
            return membership;
        } catch (reason) {
            buses.leave(bus);
            throw reason;
        }
    }

    send(message: Message): void {
        this.engineClient.send(message);
    }

    /** Whether the engine has let the client in. Until it has answered a second login would make the client two. */
    sayHello(hello: Message, provenUser: string | undefined): Promise<boolean> {
        const answered = new Promise<boolean>((resolve) => (this.onAnswered = resolve));
        // The engine does not need the client's authentication, and would write it into its log.
        this.send(provenUser === undefined ? hello : {...hello, authentication: {provenUser}});
        return answered;
    }

    end(): void {
        this.onAnswered(false);
        this.engineClient.disconnect();
        this.buses.leave(this.bus);
    }

    private noticeAnswer(message: Message): void {
        if (isWelcome(message) || message.type === 'error') {
            this.onAnswered(isWelcome(message));
        }
    }
}
