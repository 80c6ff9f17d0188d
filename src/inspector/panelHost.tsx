import React from 'react';
import {createRoot} from 'react-dom/client';
import {ErrorBoundary} from './ErrorBoundary';
import {Panel} from './Panel';
import {panelState, setPanelState} from './panelState';
import {styles} from './styles';

// The panel has a root of its own: Dash unmounts what is in its bar whenever that is folded. The shadow root keeps the styles
// of the page out, and adopted style sheets need no exception in a Content-Security-Policy.

let isInPage = false;
/** What had the focus before the panel. */
let focused: HTMLElement | null = null;

export function openPanel(): void {
    focused = document.activeElement as HTMLElement | null;
    setPanelState({isOpen: true});
    putIntoPage();
}

function closePanel(): void {
    setPanelState({isOpen: false});
    focused?.focus();
    focused = null;
}

export const togglePanel = (): void => (panelState().isOpen ? closePanel() : openPanel());

/** Once. The panel shows itself while it is open. */
function putIntoPage(): void {
    if (isInPage) {
        return;
    }
    isInPage = true;
    const host = document.createElement('div');
    host.id = 'dash-glue42-inspector';
    const shadow = host.attachShadow({mode: 'open'});
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    shadow.adoptedStyleSheets = [sheet];
    const place = shadow.appendChild(document.createElement('div'));
    // Keys that are pressed in here are no shortcuts of the app.
    ['keydown', 'keypress', 'keyup'].forEach((type) => host.addEventListener(type, (event) => event.stopPropagation()));
    document.body.append(host);
    createRoot(place).render(
        <ErrorBoundary>
            <Panel onClose={closePanel} takesFocus={() => focused !== null} />
        </ErrorBoundary>,
    );
}

/** A panel that was open before a reload opens again. */
export function restorePanel(): void {
    if (!panelState().isOpen) {
        return;
    }
    if (document.body) {
        putIntoPage();
    } else {
        document.addEventListener('DOMContentLoaded', putIntoPage, {once: true});
    }
}

/** Alt+Shift+G opens and closes the panel: the key at this place, since some systems write another letter then. */
export function listenToKeys(): void {
    const onKey = (event: KeyboardEvent) => {
        if (event.altKey && event.shiftKey && event.code === 'KeyG') {
            event.preventDefault();
            togglePanel();
        }
    };
    document.addEventListener('keydown', onKey, {capture: true});
}
