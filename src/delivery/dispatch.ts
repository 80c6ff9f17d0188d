import {
    type LiveCallback,
    type RunResult,
    createCallbackSet,
    isKnownShape,
    isSame,
    liveListeners,
    receivedOtherValue,
    writesProp,
} from '../dash/callbacks';
import {untrackedIntervalMs} from '../async/timeouts';
import {propKey} from '../dash/propKeys';
import {type Store, onChange} from '../dash/store';
import {recheck, whenFree} from './whenFree';

/** How one callback that an event started has ended. */
export interface Run {
    how: 'finished' | 'failed' | 'unsent';
    /** Could this callback have output the prop that answers the event? */
    isAnswering: boolean;
    /** Dash then cannot distinguish a lost connection from an end without outputs. */
    isOverWebSocket?: boolean;
    data?: RunResult['data'];
    error?: unknown;
}

export interface Dispatched {
    /** Resolves when all callbacks that the event started have ended. */
    ended: Promise<Run[]>;
    /** Stops waiting: callbacks still on their way no longer hold up the next event. */
    abandon: () => void;
    /**
     * The callbacks that the event started, by Dash's name for them; empty: no callback listens; null: it cannot be
     * known.
     */
    callbacks: Set<string> | null;
}

/** Values of a component's props, by prop. */
export interface Values {
    [prop: string]: object;
}

interface Options {
    id: string;
    /** The props in which the event is written, all at once. */
    props: string[];
    /** The prop that answers, if there is one. */
    answerProp?: string;
    /** Writes the event, and returns what Dash should hand to the callbacks. */
    write: (values: Values) => Values;
    /** Called as each run ends, before `ended`; for what was abandoned also after it. */
    onRun?: (run: Run) => void;
}

/** One callback that an event started. */
interface Track {
    live: LiveCallback;
    isAnswering: boolean;
    wasSent: boolean;
    /** Its outcome, once its promise has settled. */
    run?: Run;
    /** It ran without the event: another layout had taken the component's place before Dash read it. */
    sawOtherValue?: boolean;
    /** Settled, and gone from Dash's lists: its outputs are applied. */
    isOver: boolean;
}

// Callbacks that events of this page have started and that have not ended.
const inFlight = createCallbackSet();
// Those of abandoned events. They may stay in Dash's lists for ever (a truncated response never settles).
const abandoned = createCallbackSet();

/**
 * Dispatches what `choose` gives (null: nothing any more) as soon as the props may change without harm to a callback that
 * takes them: Dash would throw away the outputs of a run in flight, or merge two events into one. The runs of other
 * events are awaited however long they take, those that something else triggered before for `limitMs` at most: they may
 * never end, and others may follow without a break.
 */
export async function dispatchWhenIdle(
    store: Store | null,
    options: Options,
    limitMs: number,
    choose: () => Values | null,
): Promise<Dispatched | null> {
    if (!isKnownShape(store)) {
        const values = choose();
        return values && dispatchUntracked(() => options.write(values));
    }
    const keys = options.props.map((prop) => propKey(options.id, prop));
    const others = createCallbackSet();
    liveListeners(store, keys)
        .filter((live) => !inFlight.has(live) && !abandoned.has(live))
        .forEach(others.add);
    const isBusy = (isPatient: boolean) =>
        liveListeners(store, keys).some((live) => inFlight.has(live) || (isPatient && others.has(live)));
    return whenFree(store, limitMs, isBusy, () => {
        const values = choose();
        return values && new Dispatch(store, options, values);
    });
}

/** One event that is handed to Dash's callbacks, each of which is followed until it has ended. */
class Dispatch implements Dispatched {
    readonly ended: Promise<Run[]>;
    readonly callbacks: Set<string>;
    private readonly keys: string[];
    /** What Dash should hand to the callbacks, by key. */
    private written!: {[key: string]: object};
    private runs!: Run[];
    private tracks!: Track[];
    private isOver = false;
    private resolveEnded!: (runs: Run[]) => void;
    private unsubscribe!: () => void;

    constructor(
        private readonly store: Store,
        private readonly options: Options,
        private readonly values: Values,
    ) {
        this.ended = new Promise((resolve) => (this.resolveEnded = resolve));
        this.keys = options.props.map((prop) => propKey(options.id, prop));
        this.begin();
        this.callbacks = new Set(this.tracks.map(({live}) => live.callback.output));
    }

    abandon(): void {
        this.tracks.filter((track) => !track.isOver).forEach(({live}) => abandoned.add(live));
        this.end();
        recheck();
    }

    private begin(): void {
        const {keys, store} = this;
        const {id, answerProp, write} = this.options;
        const before = createCallbackSet();
        liveListeners(store, keys).forEach(before.add);
        const written = Object.entries(write(this.values));
        this.written = Object.fromEntries(written.map(([prop, value]) => [propKey(id, prop), value]));
        this.runs = [];
        this.tracks = liveListeners(store, keys)
            .filter((live) => keys.some((key) => key in live.changedPropIds) && !before.has(live))
            .map((live) => ({
                live,
                isAnswering: answerProp !== undefined && writesProp(store, live, propKey(id, answerProp)),
                wasSent: false,
                isOver: false,
            }));
        this.tracks.forEach(({live}) => inFlight.add(live));
        this.unsubscribe = onChange(store, 'callbacks', () => this.refresh());
        this.refresh();
    }

    private refresh(): void {
        if (this.isOver) {
            return;
        }
        const liveNow = liveListeners(this.store, this.keys);
        this.tracks.filter((track) => !track.isOver).forEach((track) => this.follow(track, liveNow));
        if (this.tracks.every((track) => track.isOver)) {
            if (this.tracks.length && this.tracks.every((track) => track.sawOtherValue)) {
                this.unsubscribe();
                this.begin();
            } else {
                this.end();
            }
        }
    }

    private follow(track: Track, liveNow: LiveCallback[]): void {
        const now = liveNow.find((live) => isSame(live, track.live));
        if (now) {
            this.adopt(track, now);
            if (now.executionPromise && !track.wasSent) {
                track.wasSent = true;
                this.awaitOutcome(track, now.executionPromise);
            }
        } else if (!track.wasSent) {
            // Another trigger of the same callback came before it was sent: that run takes our event along.
            const successor = liveNow.find((live) => live.resolvedId === track.live.resolvedId && !abandoned.has(live));
            if (successor) {
                this.adopt(track, successor);
                this.follow(track, liveNow);
            } else {
                // Dash silently drops a callback when none of its outputs is in the layout.
                const run: Run = {how: 'unsent', isAnswering: track.isAnswering};
                this.options.onRun?.(run);
                this.close(track, run);
            }
        } else if (track.run) {
            this.close(track, track.run);
        }
    }

    /** Reads the outcome from the promise: of a run that a newer one replaced, Dash applies nothing. */
    private awaitOutcome(track: Track, promise: NonNullable<LiveCallback['executionPromise']>): void {
        const settle = (outcome: Pick<Run, 'how' | 'data' | 'error'>) => {
            track.run = {...outcome, isAnswering: track.isAnswering, isOverWebSocket: !!track.live.callback.websocket};
            if (!track.sawOtherValue) {
                this.options.onRun?.(track.run);
            }
            this.refresh();
        };
        Promise.resolve(promise).then(
            (result) => {
                track.sawOtherValue = receivedOtherValue(result, this.written);
                settle(
                    result?.error !== undefined
                        ? {how: 'failed', error: result.error}
                        : {how: 'finished', data: result?.data},
                );
            },
            (error) => settle({how: 'failed', error}),
        );
    }

    private adopt(track: Track, live: LiveCallback): void {
        inFlight.delete(track.live);
        track.live = live;
        inFlight.add(live);
    }

    private close(track: Track, run: Run): void {
        track.isOver = true;
        inFlight.delete(track.live);
        this.runs.push(run);
    }

    private end(): void {
        this.isOver = true;
        this.unsubscribe();
        this.tracks.forEach(({live}) => inFlight.delete(live));
        this.resolveEnded(this.runs);
    }
}

/** Hands one event to Dash where its callbacks cannot be followed. */
function dispatchUntracked(write: () => unknown): Dispatched {
    write();
    return {
        ended: new Promise((resolve) => setTimeout(() => resolve([]), untrackedIntervalMs)),
        abandon: () => undefined,
        callbacks: null,
    };
}
