import type {Step} from '../trace/trace';
import {createAnnouncer} from './announcer';
import {applyStep, beginEntry} from './applyStep';
import {type Entry, bytesOf} from './record';

const mostEntries = 1000;
const mostBytes = 8 * 1024 * 1024;

/** Between two calls of the listeners. */
const announceIntervalMs = 100;

/** What one part of a stream's component has been given. */
export interface StreamCounts {
    component: string;
    part: string;
    batches: number;
    items: number;
    conflated: number;
    dropped: number;
    gaps: number;
    since: number;
    lastAt: number;
    lastItems: number;
}

const mostStreams = 200;

/** The newest of what the page's components did on the bus, within bounds. */
export class Records {
    private entries = new Map<string, Entry>();
    private bytes = 0;
    private readonly streams = new Map<string, StreamCounts>();
    private readonly announcer = createAnnouncer();
    private timer?: ReturnType<typeof setTimeout>;
    private snapshot: {list: Entry[]; streams: StreamCounts[]} = {list: [], streams: []};

    constructor(earlier: Entry[] = []) {
        earlier.forEach((entry) => this.put(entry));
        this.takeSnapshot();
    }

    /** Takes a step. An error in here must not reach its callers, which deliver invocations. */
    readonly record = (ids: string | string[], step: Step): void => {
        try {
            const now = Date.now();
            if (step.step === 'batch') {
                this.count(ids as string, step, now);
            } else {
                (typeof ids === 'string' ? [ids] : ids).forEach((id) => this.take(id, step, now));
            }
            this.announce();
        } catch (reason) {
            console.debug('dash_glue42: the inspector could not record a step.', reason);
        }
    };

    /** The newest last. The same list until something has changed. */
    readonly list = (): Entry[] => this.snapshot.list;

    readonly streamCounts = (): StreamCounts[] => this.snapshot.streams;

    /** Calls the listener after changes, ten times a second at most. */
    readonly subscribe = this.announcer.subscribe;

    readonly clear = (): void => {
        this.entries = new Map();
        this.bytes = 0;
        this.announce();
    };

    private take(id: string, step: Step, now: number): void {
        const present = this.entries.get(id);
        const next = present ? applyStep(present, step, now) : beginEntry(id, step, now);
        if (next && next !== present) {
            this.put(next);
        }
    }

    private put(entry: Entry): void {
        this.remove(entry.id, false);
        this.entries.set(entry.id, entry);
        this.bytes += bytesOf(entry);
        for (const id of this.entries.keys()) {
            if (this.entries.size <= mostEntries && this.bytes <= mostBytes) {
                break;
            }
            this.remove(id, true);
        }
    }

    /** An entry that is only replaced keeps its place among the others. */
    private remove(id: string, isForGood: boolean): void {
        const present = this.entries.get(id);
        this.bytes -= present ? bytesOf(present) : 0;
        if (isForGood) {
            this.entries.delete(id);
        }
    }

    private count(component: string, step: Extract<Step, {step: 'batch'}>, now: number): void {
        const key = `${component} ${step.part}`;
        const {streams} = this;
        const counts = streams.get(key);
        if (!counts && streams.size === mostStreams) {
            streams.delete(streams.keys().next().value!);
        }
        streams.set(key, {
            component,
            part: step.part,
            batches: (counts?.batches ?? 0) + 1,
            items: (counts?.items ?? 0) + step.items,
            conflated: (counts?.conflated ?? 0) + step.conflated,
            dropped: (counts?.dropped ?? 0) + step.dropped,
            gaps: (counts?.gaps ?? 0) + Number(step.gap),
            since: counts?.since ?? now,
            lastAt: now,
            lastItems: step.items,
        });
    }

    private announce(): void {
        this.timer ??= setTimeout(() => {
            this.timer = undefined;
            this.takeSnapshot();
            this.announcer.announce();
        }, announceIntervalMs);
    }

    private takeSnapshot(): void {
        this.snapshot = {list: [...this.entries.values()], streams: [...this.streams.values()]};
    }
}
