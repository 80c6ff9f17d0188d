import type {Queue} from './queue';

/**
 * Gives every bus its turn, one after another, and there every client its turn. An engine works off what it gets before the
 * event loop goes on: so no client makes the others, timers or signals wait for long.
 */
export class Turns {
    /** The client whose messages an engine works at. */
    current: Queue | undefined;
    isPaused = false;
    private readonly ready: Lane[] = [];
    private isBusy = false;
    private isStopped = false;

    addLane(): Lane {
        return new Lane(this);
    }

    /** No client has a turn until `resume`. */
    pause(): void {
        this.isPaused = true;
    }

    resume(): void {
        this.isPaused = false;
        this.start();
    }

    /** From now on nothing reaches an engine. */
    stop(): void {
        this.isStopped = true;
    }

    /** The lane wants a turn. */
    enlist(lane: Lane): void {
        this.ready.push(lane);
        this.start();
    }

    private start(): void {
        if (!this.isBusy) {
            this.next();
        }
    }

    private readonly next = (): void => {
        this.current = undefined;
        const lane = this.isStopped || this.isPaused ? undefined : this.ready.shift();
        this.isBusy = lane !== undefined;
        if (lane) {
            this.current = lane.next();
            this.current?.takeTurn();
            lane.enlist();
            // After the engine, which has asked for its own run when it got the messages.
            setImmediate(this.next);
        }
    };
}

/** The clients of one bus: however many they are, the other buses have as many turns. */
export class Lane {
    private readonly ready: Queue[] = [];
    private isListed = false;
    private isHeld = false;

    constructor(private readonly turns: Turns) {}

    get isPaused(): boolean {
        return this.isHeld || this.turns.isPaused;
    }

    /** No client of this bus has a turn until `resume`. */
    pause(): void {
        this.isHeld = true;
    }

    resume(): void {
        this.isHeld = false;
        this.enlist();
    }

    /** The queue wants a turn. */
    add(queue: Queue): void {
        this.ready.push(queue);
        this.enlist();
    }

    /** Whose turn it is. */
    next(): Queue | undefined {
        this.isListed = false;
        return this.isHeld ? undefined : this.ready.shift();
    }

    /** Wants a turn if a client does. */
    enlist(): void {
        if (!this.isListed && !this.isHeld && this.ready.length > 0) {
            this.isListed = true;
            this.turns.enlist(this);
        }
    }
}
