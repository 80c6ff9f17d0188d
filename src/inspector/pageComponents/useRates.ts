import {useEffect, useRef, useState} from 'react';
import type {StreamCounts} from '../streamCounts';

const intervalMs = 1000;

/** Items a second, by component and part, since the last look: a hidden tab looks less often. */
export function useRates(counts: StreamCounts[]): Map<string, number> {
    const present = useRef(counts);
    present.current = counts;
    const [rates, setRates] = useState(() => new Map<string, number>());
    useEffect(() => {
        let before = totals(present.current);
        let lookedAt = performance.now();
        const timer = setInterval(() => {
            const now = totals(present.current);
            const seconds = (performance.now() - lookedAt) / 1000;
            const rate = ([key, items]: [string, number]): [string, number] => [
                key,
                Math.round((items - (before.get(key) ?? 0)) / seconds),
            ];
            setRates(new Map([...now].map(rate)));
            before = now;
            lookedAt = performance.now();
        }, intervalMs);
        return () => clearInterval(timer);
    }, []);
    return rates;
}

const totals = (counts: StreamCounts[]): Map<string, number> =>
    new Map(counts.map(({component, part, items}) => [`${component} ${part}`, items]));
