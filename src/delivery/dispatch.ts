import {
    LiveCallback,
    RunResult,
    Store,
    createCallbackSet,
    isSame,
    liveListeners,
    liveWriters,
    onCallbacksMoved,
    writesProp,
    receivedOtherValue,
} from '../dash/renderer';
import {untrackedIntervalMs} from '../async/timeouts';

/** How one callback that an event started has ended. */
export interface Run {
    how: 'finished' | 'failed' | 'unsent';
    /** Could this callback have output the prop that answers the event? */
    isAnswering: boolean;
    /** Then Dash does not tell the loss of the connection from an end without outputs. */
    isOverWebSocket?: boolean;
    data?: RunResult['data'];
    error?: unknown;
}

export interface Dispatch {
    /** Resolves when all callbacks that the event started have ended. */
    ended: Promise<Run[]>;
    /** Stops waiting: callbacks still on their way no longer hold up the next event. */
    abandon: () => void;
    /** The callbacks that the event started, by Dash's name for them; none: nobody listens; null: it cannot be known. */
    callbacks: Set<string> | null;
}

interface Options {
    store: Store;
    key: string;
    /** The key of the prop that answers, if there is one. */
    answerKey?: string;
    event: object;
    /** Writes the event, and returns what Dash should hand to the callbacks. */
    write: (event: object) => object;
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
// Those of events given up. They may stay in Dash's lists for ever (a cut body is never settled).
const abandoned = createCallbackSet();

/**
 * Calls `act` as soon as the prop may change without harm to a callback that takes it: Dash would throw away the outputs
 * of a run in flight, or merge two events into one. The runs of other events are awaited however long they take, those
 * that something else triggered before for `limitMs` at most: they may never end, and others may follow without a break.
 */
export async function whenIdle<T>(store: Store, key: string, limitMs: number, act: () => T): Promise<T> {
    const others = createCallbackSet();
    liveListeners(store, key)
        .filter((live) => !inFlight.has(live) && !abandoned.has(live))
        .forEach(others.add);
    let isPatient = true;
    const timer = setTimeout(() => (isPatient = false), limitMs);
    while (liveListeners(store, key).some((live) => inFlight.has(live) || (isPatient && others.has(live)))) {
        await nextChange(store, limitMs);
    }
    clearTimeout(timer);
    // At once: several events may have waited for the same callback.
    return act();
}

/** Resolves when no callback is on its way that may write the prop, after `limitMs` at the latest. */
export async function whenNoPendingWriter(store: Store, key: string, limitMs: number): Promise<void> {
    let isPatient = true;
    const timer = setTimeout(() => (isPatient = false), limitMs);
    while (isPatient && liveWriters(store, key).length) {
        await nextChange(store, limitMs);
    }
    clearTimeout(timer);
}

/** Resolves when callbacks have moved, or after `limitMs` in which none has. */
function nextChange(store: Store, limitMs: number): Promise<void> {
    return new Promise((resolve) => {
        const done = () => {
            clearTimeout(timer);
            unsubscribe();
            resolve();
        };
        const timer = setTimeout(done, limitMs);
        const unsubscribe = onCallbacksMoved(store, done);
    });
}

/** Hands one event to Dash's callbacks and follows each until it has ended. */
export function dispatch({store, key, answerKey, event, write, onRun}: Options): Dispatch {
    let given: object;
    let runs: Run[];
    let tracks: Track[];
    let isOver = false;
    let resolveEnded: (runs: Run[]) => void;
    const ended = new Promise<Run[]>((resolve) => (resolveEnded = resolve));
    let unsubscribe: () => void;
    begin();
    return {ended, abandon, callbacks: new Set(tracks!.map(({live}) => live.callback.output))};

    function begin() {
        const before = createCallbackSet();
        liveListeners(store, key).forEach(before.add);
        given = write(event);
        runs = [];
        tracks = liveListeners(store, key)
            .filter((live) => key in live.changedPropIds && !before.has(live))
            .map((live) => ({
                live,
                isAnswering: answerKey !== undefined && writesProp(store, live, answerKey),
                wasSent: false,
                isOver: false,
            }));
        tracks.forEach(({live}) => inFlight.add(live));
        unsubscribe = onCallbacksMoved(store, look);
        look();
    }

    function look() {
        if (isOver) {
            return;
        }
        const liveNow = liveListeners(store, key);
        tracks.filter((track) => !track.isOver).forEach((track) => lookAt(track, liveNow));
        if (tracks.every((track) => track.isOver)) {
            if (tracks.length && tracks.every((track) => track.sawOtherValue)) {
                unsubscribe();
                begin();
            } else {
                end();
            }
        }
    }

    function lookAt(track: Track, liveNow: LiveCallback[]) {
        const now = liveNow.find((live) => isSame(live, track.live));
        if (now) {
            take(track, now);
            if (now.executionPromise && !track.wasSent) {
                track.wasSent = true;
                follow(track, now.executionPromise);
            }
        } else if (!track.wasSent) {
            // Another trigger of the same callback came before it was sent: that run takes our event along.
            const successor = liveNow.find((live) => live.resolvedId === track.live.resolvedId && !abandoned.has(live));
            if (successor) {
                take(track, successor);
                lookAt(track, liveNow);
            } else {
                // Dash drops a callback without a word when none of its outputs is in the layout.
                const run: Run = {how: 'unsent', isAnswering: track.isAnswering};
                onRun?.(run);
                close(track, run);
            }
        } else if (track.run) {
            close(track, track.run);
        }
    }

    /** Reads the outcome from the promise: of a run that a newer one replaced, Dash applies nothing. */
    function follow(track: Track, promise: NonNullable<LiveCallback['executionPromise']>) {
        const settle = (outcome: Pick<Run, 'how' | 'data' | 'error'>) => {
            track.run = {...outcome, isAnswering: track.isAnswering, isOverWebSocket: !!track.live.callback.websocket};
            if (!track.sawOtherValue) {
                onRun?.(track.run);
            }
            look();
        };
        Promise.resolve(promise).then(
            (result) => {
                track.sawOtherValue = receivedOtherValue(result, key, given);
                settle(
                    result?.error !== undefined
                        ? {how: 'failed', error: result.error}
                        : {how: 'finished', data: result?.data},
                );
            },
            (error) => settle({how: 'failed', error}),
        );
    }

    function take(track: Track, live: LiveCallback) {
        inFlight.delete(track.live);
        track.live = live;
        inFlight.add(live);
    }

    function close(track: Track, run: Run) {
        track.isOver = true;
        inFlight.delete(track.live);
        runs.push(run);
    }

    function abandon() {
        tracks.filter((track) => !track.isOver).forEach(({live}) => abandoned.add(live));
        end();
    }

    function end() {
        isOver = true;
        unsubscribe();
        tracks.forEach(({live}) => inFlight.delete(live));
        resolveEnded(runs);
    }
}

/** Hands one event to Dash where its callbacks cannot be followed. */
export function dispatchUntracked(write: () => unknown): Dispatch {
    write();
    return {
        ended: new Promise((resolve) => setTimeout(() => resolve([]), untrackedIntervalMs)),
        abandon: () => undefined,
        callbacks: null,
    };
}
