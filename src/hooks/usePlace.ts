import {useCallback, useRef} from 'react';
import {Place, useDashPlace} from '../dash/renderer';

/** Where the component stands in Dash's layout: a stable function, its answer always that of the last render. */
export function usePlace(id: unknown): () => Place {
    const now = useDashPlace(id);
    const place = useRef(now);
    place.current = now;
    return useCallback(() => place.current, []);
}
