import React from 'react';
import {ErrorBoundary} from './ErrorBoundary';
import {useConnectionState, useEntries, usePanelState} from './hooks';
import {togglePanel} from './panelHost';

/** Green, amber, red; Dash's bar is light in both themes. */
const colors = {
    connected: '#11784a',
    connecting: '#b25d00',
    disconnected: '#b25d00',
    failed: '#c0392b',
    absent: '#6b7280',
};

/** The button in the bar of Dash's dev tools, with the state of the connection and the number of failed invocations. */
export const Bus = () => (
    <ErrorBoundary>
        <Button />
    </ErrorBoundary>
);

function Button() {
    const {status} = useConnectionState();
    const {isOpen} = usePanelState();
    const errors = useEntries().filter(({state, isEarlier}) => state === 'error' && !isEarlier).length;
    const className = `dash-debug-menu__button${isOpen ? ' dash-debug-menu__button--selected' : ''}`;
    const words = `Bus: ${status}${errors ? `, ${errors} failed` : ''}`;
    return (
        <button
            className={className}
            id="dash-glue42-bus-button"
            title={words}
            aria-label={words}
            onClick={togglePanel}
        >
            <svg width="12" height="12" viewBox="0 0 12 12" className="dash-debug-menu__icon" aria-hidden="true">
                <circle cx="6" cy="6" r="5" fill={colors[status]} />
            </svg>
            Bus
            {errors > 0 && <span className="dash-debug-menu__error-count">{errors}</span>}
        </button>
    );
}
