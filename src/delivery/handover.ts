import {LiveCallback, RunResult, Store, liveListeners, onUnreadableAnswer, outputs} from './renderer';

/** How one callback that an event started has ended. */
export interface Run {
    how: 'finished' | 'failed' | 'unsent';
    /** Could this callback have output the prop that answers the event? */
    isAnswering: boolean;
    data?: RunResult['data'];
    error?: unknown;
}

export interface Handover {
    /** Resolves when all callbacks that the event started have ended. */
    ended: Promise<Run[]>;
    /** Stops waiting: callbacks still on their way no longer hold up the next event. */
    abandon: () => void;
    /** The callbacks that the event started, by Dash's name for them; none: nobody listens. */
    callbacks: Set<string>;
}

interface Options {
    store: Store;
    key: string;
    /** The key of the prop that answers, if there is one. */
    answerKey?: string;
    /** Hands the event to Dash. */
    write: () => void;
    /** Called as each run ends, before `ended`. */
    onRun?: (run: Run) => void;
}

// Callbacks of events given up. They may stay in Dash's lists for ever (a cut body is never settled).
const abandoned = new WeakSet<object>();

function waitingFor(store: Store, key: string): LiveCallback[] {
    return liveListeners(store, key).filter(live => !abandoned.has(live.changedPropIds));
}

/**
 * Resolves when no callback that takes this prop is on its way: a change of the prop would merge with such a callback
 * or throw away its outputs. Waits `limitMs` at most, so that a callback that never settles holds up nobody for ever.
 */
export async function whenFree(store: Store, key: string, limitMs: number): Promise<void> {
    const deadline = Date.now() + limitMs;
    while (waitingFor(store, key).length && Date.now() < deadline) {
        await new Promise<void>(resolve => {
            const timer = setTimeout(done, deadline - Date.now());
            const unsubscribe = store.subscribe(() => {
                if (!waitingFor(store, key).length) {
                    done();
                }
            });
            function done() {
                clearTimeout(timer);
                unsubscribe();
                resolve();
            }
        });
    }
}

/** Hands one event to Dash's callbacks and follows each until it has ended. */
export function handOver({store, key, answerKey, write, onRun}: Options): Handover {
    const runs: Run[] = [];
    const followed = new Set<unknown>();
    const tracked = new Map<string, {isAnswering: boolean; wasSent: boolean}>();
    const callbacks = new Set<string>();
    let unsettled = 0;
    let isOver = false;
    let resolveEnded: (runs: Run[]) => void;
    const ended = new Promise<Run[]>(resolve => (resolveEnded = resolve));

    const before = new Set(liveListeners(store, key).map(live => live.changedPropIds));
    write();
    for (const live of liveListeners(store, key)) {
        if (key in live.changedPropIds && !before.has(live.changedPropIds)) {
            tracked.set(live.resolvedId, {isAnswering: answerKey !== undefined && outputs(store, live, answerKey), wasSent: false});
            callbacks.add(live.callback.output);
        }
    }
    const unsubscribe = store.subscribe(look);
    look();
    return {ended, abandon, callbacks};

    // Another trigger may replace a run by a newer one of the same callback, which sees our event too: follow both.
    function mine() {
        return waitingFor(store, key).filter(live => tracked.has(live.resolvedId));
    }

    function look() {
        if (isOver) {
            return;
        }
        const live = mine();
        for (const callback of live) {
            const {executionPromise} = callback;
            if (executionPromise !== undefined && !followed.has(executionPromise ?? callback.changedPropIds)) {
                followed.add(executionPromise ?? callback.changedPropIds);
                follow(callback);
            }
        }
        if (!live.length && !unsettled) {
            // Dash drops a callback without a word when none of its outputs is in the layout.
            tracked.forEach(({isAnswering, wasSent}) => !wasSent && add({how: 'unsent', isAnswering}));
            end();
        }
    }

    function follow({executionPromise, resolvedId}: LiveCallback) {
        const track = tracked.get(resolvedId)!;
        if (!executionPromise) {
            return;
        }
        track.wasSent = true;
        unsettled++;
        const settle = (run: Omit<Run, 'isAnswering'>) => {
            unsettled--;
            if (!isOver) {
                add({...run, isAnswering: track.isAnswering});
                look();
            }
        };
        Promise.resolve(executionPromise).then(
            result => settle(result?.error !== undefined ? {how: 'failed', error: result.error} : {how: 'finished', data: result?.data}),
            error => settle({how: 'failed', error})
        );
    }

    function add(run: Run) {
        runs.push(run);
        onRun?.(run);
    }

    function abandon() {
        mine().forEach(live => abandoned.add(live.changedPropIds));
        end();
    }

    function end() {
        isOver = true;
        unsubscribe();
        resolveEnded(runs);
    }
}

/** For events that nobody waits for: as long as the callbacks run, but not for ever when an answer was unreadable. */
export async function endedOrUnreadable(handover: Handover, limitMs: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = onUnreadableAnswer(() => (timer ??= setTimeout(handover.abandon, limitMs)));
    await handover.ended;
    unsubscribe();
    clearTimeout(timer);
}
