import {isOfKind} from '../invocations/kinds';
import {type Entry, durationOf} from '../record';

/** Of the recorded invocations of one method. */
export interface Statistics {
    count: number;
    errors: number;
    /** Of those that have ended, in milliseconds. */
    median?: number;
    p95?: number;
    longestQueue: number;
}

/** By method: what came in where there is such, else what went out, so that what the page asks itself counts once. */
export function statisticsByMethod(list: readonly Entry[]): Map<string, Statistics> {
    const byMethod = new Map<string, {in: Entry[]; out: Entry[]}>();
    for (const entry of list) {
        if (entry.kind !== 'command') {
            const entries = byMethod.get(entry.name) ?? {in: [], out: []};
            entries[entry.kind].push(entry);
            byMethod.set(entry.name, entries);
        }
    }
    return new Map(
        [...byMethod].map(([name, entries]) => [name, statisticsOf(entries.in.length ? entries.in : entries.out)]),
    );
}

function statisticsOf(entries: Entry[]): Statistics {
    const durations = entries.flatMap((entry) => durationOf(entry) ?? []).sort((a, b) => a - b);
    const quantile = (part: number): number | undefined => durations[Math.ceil(part * durations.length) - 1];
    return {
        count: entries.length,
        errors: entries.filter(isOfKind.failed).length,
        median: quantile(0.5),
        p95: quantile(0.95),
        longestQueue: Math.max(...entries.map(({before = 0}) => before)),
    };
}
