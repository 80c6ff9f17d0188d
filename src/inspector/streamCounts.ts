import type {Step} from '../trace/trace';

/** What one part of a stream's component has been given. */
export interface StreamCounts {
    component: string;
    part: string;
    batches: number;
    items: number;
    conflated: number;
    dropped: number;
    gaps: number;
    lastItems: number;
}

const mostStreams = 200;

/** Counts by component and part; those that came first go when there are too many. */
export function createStreamCounts() {
    const streams = new Map<string, StreamCounts>();
    return {
        add: (component: string, {part, items, conflated, dropped, gap}: Extract<Step, {step: 'batch'}>): void => {
            const key = `${component} ${part}`;
            const before = streams.get(key);
            if (!before && streams.size === mostStreams) {
                streams.delete(streams.keys().next().value!);
            }
            streams.set(key, {
                component,
                part,
                batches: (before?.batches ?? 0) + 1,
                items: (before?.items ?? 0) + items,
                conflated: (before?.conflated ?? 0) + conflated,
                dropped: (before?.dropped ?? 0) + dropped,
                gaps: (before?.gaps ?? 0) + Number(gap),
                lastItems: items,
            });
        },
        list: (): StreamCounts[] => [...streams.values()],
    };
}
