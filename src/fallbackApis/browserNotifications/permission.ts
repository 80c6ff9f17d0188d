import {BusError} from '../../values/busError';

/** How many actions a notification can have that the service worker shows; those of the page itself have none. */
export function maxWorkerActions(): number {
    const {maxActions = 0} = (window.Notification ?? {}) as {maxActions?: number};
    return 'serviceWorker' in navigator ? maxActions : 0;
}

/** Settles when this page may show notifications, which the browser asks the user once. Rejects with what to do about it. */
export async function ensurePermission(): Promise<void> {
    if (!window.isSecureContext) {
        throw new BusError(
            'unsupported',
            `Browsers show notifications of pages on https or localhost only, and this page is on ${location.origin}.`,
        );
    }
    if (!window.Notification) {
        throw new BusError('unsupported', 'This browser has no notifications for this page.');
    }
    const permission =
        Notification.permission === 'default' ? await Notification.requestPermission() : Notification.permission;
    if (permission === 'default') {
        throw new BusError(
            'blocked',
            'The user has closed the question whether this page may show notifications without an answer; the next notification asks again.',
        );
    }
    if (permission === 'denied') {
        const framed = window.top === window ? '' : ' A frame in a page of another site may show none at all.';
        throw new BusError(
            'blocked',
            `The browser does not let this page show notifications: allow them for ${location.origin} in the browser's site settings.${framed}`,
        );
    }
}
