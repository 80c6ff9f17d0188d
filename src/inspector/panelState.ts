import {createAnnouncer} from '../async/announcer';

// What the panel shows. Dash unmounts the button when its bar is folded, and a reload ends all else: it is kept here, and in
// sessionStorage.

export const viewNames = ['Invocations', 'Methods', 'Contexts', 'Channels', 'Streams', 'FDC3', 'Connection'] as const;
export type ViewName = (typeof viewNames)[number];

export interface PanelState {
    isOpen: boolean;
    view: ViewName;
}

const storageKey = 'dash_glue42.inspector.panel';
const initial: PanelState = {isOpen: false, view: 'Invocations'};

let state: PanelState = {...initial, ...read()};
const {announce, subscribe} = createAnnouncer();

export const panelState = (): PanelState => state;

export function setPanelState(change: Partial<PanelState>): void {
    state = {...state, ...change};
    try {
        sessionStorage.setItem(storageKey, JSON.stringify(state));
    } catch {
        // It lasts as long as the page.
    }
    announce();
}

export const onPanelState = subscribe;

function read(): Partial<PanelState> {
    try {
        const stored = JSON.parse(sessionStorage.getItem(storageKey)!) as PanelState;
        // Another version may have other views.
        return viewNames.includes(stored.view) ? stored : {};
    } catch {
        return {};
    }
}
