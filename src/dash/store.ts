import {stringId} from './propKeys';

/**
 * All that this library knows of Dash's store (of its callbacks: `callbacks.ts`, of its requests: `responses.ts`). The
 * shape has been the same since Dash 1.13, but it is not a public API: it is tested before use, and delivery goes on in
 * a simpler way where it is another.
 */
export interface Store {
    getState: () => any;
    subscribe: (listener: () => void) => () => void;
}

export interface StoredProps {
    [prop: string]: unknown;
}

/** Where a component stands in Dash's layout. */
export interface DashNode {
    store: Store | null;
    path: (string | number)[] | null;
    /** The string form of the id; without one no callback can name the component. */
    id: string | undefined;
}

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

/** Where the component that renders just now stands; to be called at every render. */
export function useDashNode(id: unknown): DashNode {
    // Dash 3 and later offer their context to components; before that there is none, on any render.
    const context = window.dash_component_api?.useDashContext?.() ?? {};
    const store = context.useStore?.() ?? window.dash_stores?.[0] ?? window.store ?? null;
    return {store, path: context.componentPath ?? null, id: stringId(id)};
}

type Part = 'layout' | 'callbacks';

interface Page {
    listeners: Set<{part: Part; listener: () => void}>;
    unsubscribe: () => void;
}

const pages = new WeakMap<Store, Page>();

/** Calls the listener when this part of the state has changed. All listeners share one subscription to the store. */
export function onChange(store: Store, part: Part, listener: () => void): () => void {
    const page = pages.get(store) ?? subscribe(store);
    const entry = {part, listener};
    page.listeners.add(entry);
    return () => {
        page.listeners.delete(entry);
        if (!page.listeners.size) {
            page.unsubscribe();
            pages.delete(store);
        }
    };
}

function subscribe(store: Store): Page {
    const listeners: Page['listeners'] = new Set();
    const parts = () => ({layout: store.getState()?.layout, callbacks: store.getState()?.callbacks});
    let seen = parts();
    const unsubscribe = store.subscribe(() => {
        const before = seen;
        const now = (seen = parts());
        // One may end another meanwhile.
        [...listeners]
            .filter(({part}) => now[part] !== before[part])
            .forEach((entry) => listeners.has(entry) && entry.listener());
    });
    const page = {listeners, unsubscribe};
    pages.set(store, page);
    return page;
}

/** The component's props in the store: every value a callback writes is seen there, while React may skip some. */
export function storedProps({store, path, id}: DashNode): StoredProps | undefined {
    if (!store || !path || id === undefined) {
        return undefined;
    }
    const component = path.reduce((node, step) => node?.[step], store.getState()?.layout);
    // The path is that of the last render: another component may stand there by now.
    return component?.props && stringId(component.props.id) === id ? component.props : undefined;
}

interface PropsChange {
    props: StoredProps;
    /** The change was a layout around the component, not a write to its props. */
    isOfLayout: boolean;
    /** The props that were written, in the order in which the callback named them. */
    written: string[];
}

/** Calls the listener whenever the component's props in the store have changed. */
export function watchProps(node: () => DashNode, listener: (change: PropsChange) => void): () => void {
    const {store} = node();
    let seen = storedProps(node());
    let writes = writeCount(node());
    const look = () => {
        const props = storedProps(node());
        const writesBefore = writes;
        writes = writeCount(node());
        if (props && props !== seen) {
            // Without the counts of writes every change counts as one: a repeated command does less harm than a lost one.
            const isOfLayout = hasWriteCounts(node()) && (writes === undefined || writes === writesBefore);
            listener({props, isOfLayout, written: Object.keys(lastChange(node())?.changedProps ?? {})});
        }
        seen = props;
    };
    return store ? onChange(store, 'layout', look) : () => undefined;
}

const hasWriteCounts = ({store}: DashNode): boolean => !!store?.getState()?.layoutHashes;

/** How often the component's own props have been written; undefined: never since its layout came. */
export function writeCount(node: DashNode): number | undefined {
    return lastChange(node)?.hash;
}

function lastChange({store, path}: DashNode): {hash: number; changedProps?: object} | undefined {
    return path ? store?.getState()?.layoutHashes?.[path.join(',')] : undefined;
}

/**
 * Runs `write` so that what it reports does not enter Dash's undo history: the history is never trimmed (every
 * invocation would stay in memory), and Undo would hand old invocations to the callbacks again.
 */
export function withoutHistory(store: Store | null, write: () => void): void {
    const before = store?.getState()?.history;
    if (!Array.isArray(before?.past)) {
        write();
        return;
    }
    const {past, present, future} = before;
    write();
    Object.assign(store!.getState().history, {past, present, future});
}

/**
 * Marks an event so that Dash never finds it equal to the one before: equal values are dropped without a callback.
 * Dash compares with Ramda, which asks this method of the Fantasy Land convention first. It does not travel in JSON.
 */
export function neverEqual<T extends object>(event: T): T {
    return Object.defineProperty(event, 'fantasy-land/equals', {value: () => false});
}
