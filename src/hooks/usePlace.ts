import {useCallback, useRef} from 'react';
import {DashNode, useDashContext} from '../dash/renderer';

/** Where the component stands in Dash's layout: a stable function, its answer always that of the last render. */
export function useDashNode(id: unknown): () => DashNode {
    const now = useDashContext(id);
    const node = useRef(now);
    node.current = now;
    return useCallback(() => node.current, []);
}
