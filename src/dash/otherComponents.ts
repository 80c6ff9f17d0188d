import {type Store, withoutHistory} from './store';

/** What this library does with other components of the page, by their ids: a string, or the string form of a dict. */

declare global {
    interface Window {
        dash_clientside?: {
            set_props?: (id: unknown, props: object) => void;
            [namespace: string]: unknown;
        };
    }
}

/** Whether the layout has a component of this id. Where that cannot be known: yes. */
export function isInPage(store: Store | null, id: string): boolean {
    const {strs, objs} = store?.getState()?.paths ?? {};
    if (!strs || !objs) {
        return true;
    }
    const parsed = parsedId(id);
    if (typeof parsed === 'string') {
        return !!strs[parsed];
    }
    const keys = Object.keys(parsed).sort();
    const entries: {values: unknown[]}[] = objs[keys.join(',')] ?? [];
    return entries.some(({values}) => keys.every((key, i) => values[i] === parsed[key]));
}

/** Writes props of another component, which starts its callbacks. */
export function setPropsOf(store: Store | null, id: string, props: object): void {
    withoutHistory(store, () => window.dash_clientside?.set_props?.(parsedId(id), props));
}

function parsedId(id: string): string | {[key: string]: unknown} {
    return id.startsWith('{') ? (JSON.parse(id) as {[key: string]: unknown}) : id;
}
