import type {Step} from '../trace/trace';
import {createAnnouncer} from '../async/announcer';
import {applyStep, beginEntry} from './applyStep';
import {type Entry, bytesOf} from './record';
import {createStreamCounts} from './streamCounts';

const mostEntries = 1000;
const mostBytes = 8 * 1024 * 1024;

/** Between two calls of the listeners. */
const announceIntervalMs = 100;

/** The newest of what the page's components did on the bus, within bounds. */
export function createRecords(earlier: Entry[] = []) {
    const entries = new Map<string, Entry>();
    const streams = createStreamCounts();
    const {announce, subscribe} = createAnnouncer();
    let bytes = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;

    /** An entry that replaces another keeps its place among the others. */
    const put = (id: string, entry: Entry): void => {
        const present = entries.get(id);
        entries.set(id, entry);
        bytes += bytesOf(entry) - (present ? bytesOf(present) : 0);
        for (const [id, oldest] of entries) {
            if (entries.size <= mostEntries && bytes <= mostBytes) {
                break;
            }
            entries.delete(id);
            bytes -= bytesOf(oldest);
        }
    };
    const take = (id: string, step: Step, now: number): void => {
        const present = entries.get(id);
        const next = present ? applyStep(present, step, now) : beginEntry(id, step, now);
        if (next && next !== present) {
            put(id, next);
        }
    };
    // A command is recorded when it ends, after what has come since it was written.
    const takeSnapshot = () => ({list: [...entries.values()].sort((a, b) => a.at - b.at), streams: streams.list()});
    const announceSoon = (): void => {
        timer ??= setTimeout(() => {
            timer = undefined;
            snapshot = takeSnapshot();
            announce();
        }, announceIntervalMs);
    };

    earlier.forEach((entry) => put(entry.id, entry));
    let snapshot = takeSnapshot();

    return {
        /** Takes a step. An error in here must not reach its callers, which deliver invocations. */
        record: (ids: string | string[], step: Step): void => {
            try {
                if (step.step === 'batch') {
                    streams.add(ids as string, step);
                } else {
                    const now = Date.now();
                    [ids].flat().forEach((id) => take(id, step, now));
                }
                announceSoon();
            } catch (reason) {
                console.debug('dash_glue42: the inspector lost a step.', reason);
            }
        },
        /** The newest last, by the time when each came or was written. The same list until something has changed. */
        list: (): Entry[] => snapshot.list,
        streamCounts: () => snapshot.streams,
        /** Calls the listener after changes, ten times a second at most. */
        subscribe,
        clear: (): void => {
            entries.clear();
            bytes = 0;
            announceSoon();
        },
    };
}
