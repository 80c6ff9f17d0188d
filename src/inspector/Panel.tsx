import React, {type ComponentType, type KeyboardEvent, useEffect, useRef} from 'react';
import {ChannelsView} from './channels/ChannelsView';
import {ConnectionView} from './connection/ConnectionView';
import {safeText} from './connection/facts';
import {ContextsView} from './contexts/ContextsView';
import {ErrorBoundary} from './ErrorBoundary';
import {useConnectionState, usePanelState} from './hooks';
import {InvocationsView} from './invocations/InvocationsView';
import {MethodsView} from './methods/MethodsView';
import {Fdc3View} from './pageComponents/Fdc3View';
import {StreamsView} from './pageComponents/StreamsView';
import {type ViewName, setPanelState, viewNames} from './panelState';

const views: {[name in ViewName]: ComponentType} = {
    Invocations: InvocationsView,
    Methods: MethodsView,
    Contexts: ContextsView,
    Channels: ChannelsView,
    Streams: StreamsView,
    FDC3: Fdc3View,
    Connection: ConnectionView,
};

interface Props {
    onClose: () => void;
    /** Whether the panel was opened by its user, and not by a reload. */
    takesFocus: () => boolean;
}

export function Panel(props: Props) {
    const {isOpen} = usePanelState();
    return isOpen ? <OpenPanel {...props} /> : null;
}

function OpenPanel({onClose, takesFocus}: Props) {
    const {view} = usePanelState();
    const panel = useRef<HTMLElement>(null);
    useEffect(() => {
        if (takesFocus()) {
            panel.current!.querySelector<HTMLElement>('[role=tab][aria-selected=true]')!.focus();
        }
    }, [takesFocus]);
    const onKeyDown = (event: KeyboardEvent) => {
        if (event.key === 'Escape') {
            onClose();
        } else if (event.key === '/' && !isTextField(event.target)) {
            event.preventDefault();
            panel.current!.querySelector<HTMLElement>('input[type=search]')?.focus();
        }
    };
    const View = views[view];
    const hasBar = !!document.querySelector('.dash-debug-menu__outer');
    return (
        <section
            ref={panel}
            className={`panel${hasBar ? ' above-bar' : ''}`}
            aria-label="Glue42 inspector"
            onKeyDown={onKeyDown}
        >
            <header>
                <Status />
                <Tabs view={view} />
                <button aria-label="Close" onClick={onClose}>
                    ✕
                </button>
            </header>
            <div role="tabpanel" id="view" aria-labelledby={`tab-${view}`} className="view">
                <ErrorBoundary key={view}>
                    <View />
                </ErrorBoundary>
            </div>
        </section>
    );
}

const isTextField = (target: EventTarget): boolean =>
    target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

function Status() {
    const {status, platform, error} = useConnectionState();
    return (
        <span className={`status ${status}`} role="status" title={error && safeText(error.message)}>
            {status}
            {platform && `, ${platform}`}
        </span>
    );
}

function Tabs({view}: {view: ViewName}) {
    const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
        const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
        if (step !== undefined) {
            const next = viewNames[(viewNames.indexOf(view) + step + viewNames.length) % viewNames.length];
            setPanelState({view: next});
            event.currentTarget.querySelector<HTMLElement>(`#tab-${next}`)!.focus();
        }
    };
    return (
        <div role="tablist" aria-label="Views" onKeyDown={onKeyDown}>
            {viewNames.map((name) => (
                <button
                    key={name}
                    role="tab"
                    id={`tab-${name}`}
                    aria-selected={name === view}
                    aria-controls="view"
                    tabIndex={name === view ? 0 : -1}
                    onClick={() => setPanelState({view: name})}
                >
                    {name}
                </button>
            ))}
        </div>
    );
}
