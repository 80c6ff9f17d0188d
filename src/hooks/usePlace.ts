import {useCallback, useRef} from 'react';
import {Place, Store, stringId} from '../delivery/renderer';

interface DashContext {
    componentPath?: (string | number)[];
    useStore?: () => Store;
}

declare global {
    interface Window {
        dash_component_api?: {useDashContext?: () => DashContext};
        dash_stores?: Store[];
        store?: Store;
    }
}

/** Where the component stands in Dash's layout: a stable function, its answer always that of the last render. */
export function usePlace(id: unknown): () => Place {
    const context = useDashContext();
    const store = context.useStore?.() ?? window.dash_stores?.[0] ?? window.store ?? null;
    const place = useRef<Place>({store, path: null, id: undefined});
    place.current = {store, path: context.componentPath ?? null, id: stringId(id)};
    return useCallback(() => place.current, []);
}

// Dash 3 and later offer their context to components; before that there is none, on any render.
function useDashContext(): DashContext {
    return window.dash_component_api?.useDashContext?.() ?? {};
}
