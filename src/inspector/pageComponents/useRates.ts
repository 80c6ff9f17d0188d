import {useEffect, useRef, useState} from 'react';
import type {StreamCounts} from '../records';

const intervalMs = 1000;

/** Items a second of the last second, by component and part. */
export function useRates(counts: StreamCounts[]): Map<string, number> {
    const present = useRef(counts);
    present.current = counts;
    const [rates, setRates] = useState(() => new Map<string, number>());
    useEffect(() => {
        let before = totals(present.current);
        const timer = setInterval(() => {
            const now = totals(present.current);
            setRates(new Map([...now].map(([key, items]) => [key, items - (before.get(key) ?? 0)])));
            before = now;
        }, intervalMs);
        return () => clearInterval(timer);
    }, []);
    return rates;
}

const totals = (counts: StreamCounts[]): Map<string, number> =>
    new Map(counts.map(({component, part, items}) => [`${component} ${part}`, items]));
