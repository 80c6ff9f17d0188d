import type {Connection, ConnectionState} from '../connection/connection';
import {stringId} from '../dash/propKeys';
import {htmlElement} from './htmlElement';

const looks: Record<ConnectionState['status'], {word: string; color: string}> = {
    absent: {word: 'No connection', color: '#64748b'},
    connecting: {word: 'Connecting', color: '#d97706'},
    connected: {word: 'Connected', color: '#16a34a'},
    disconnected: {word: 'Reconnecting', color: '#d97706'},
    failed: {word: 'Not connected', color: '#dc2626'},
};

/**
 * Fills the badge of `glue.status_badge`, and again whenever the page's connection changes, until the badge has left the page.
 * The clientside callback calls it when a badge comes into the page.
 */
export function createFollowStatus(connection: Connection) {
    const badges = new Map<string, () => void>();
    const isShown = (key: string) => document.getElementById(key) !== null;
    const forget = (key: string) => {
        badges.get(key)!();
        badges.delete(key);
    };
    return (id: object): object[] => {
        const key = stringId(id)!;
        // A layout may give its badge another id each time it is made.
        [...badges.keys()].filter((other) => other === key || !isShown(other)).forEach(forget);
        const update = () =>
            isShown(key) ? window.dash_clientside?.set_props?.(id, badge(connection.state())) : forget(key);
        badges.set(key, connection.subscribe(update));
        const {children, 'data-status': status} = badge(connection.state());
        return [children, status] as object[];
    };
}

function badge({status, error}: ConnectionState) {
    const {word, color} = looks[status];
    const dot = {
        backgroundColor: `var(--dash-glue42-${status}, ${color})`,
        borderRadius: '50%',
        display: 'inline-block',
        flex: 'none',
        height: '0.6em',
        width: '0.6em',
    };
    return {
        children: [
            htmlElement('Span', {className: 'dash-glue42-dot', style: dot}),
            htmlElement('Span', {className: 'dash-glue42-word', children: word}),
            ...(error ? [htmlElement('Span', {className: 'dash-glue42-error', children: error.message})] : []),
        ],
        'data-status': status,
    };
}
