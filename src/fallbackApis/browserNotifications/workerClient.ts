import {BusError} from '../../values/busError';
import {withTimeout} from '../../async/withTimeout';
import {scriptUrl} from '../../bundle/scriptUrl';
import {type Show, type ShowAnswer, isEnded} from './protocol';
import {serviceWorkerTimeoutMs} from '../../async/timeouts';

/** Shows a notification by the service worker, which is registered by the first one. Rejects with the reason. */
export async function showByWorker(show: Show): Promise<void> {
    const answer = await withTimeout(
        start().then((worker) => ask(worker, show)),
        serviceWorkerTimeoutMs,
        'The service worker did not answer',
    );
    if (answer.error !== undefined) {
        throw new BusError('unsupported', answer.error);
    }
}

/** Tells how the notifications end that this page has shown by the worker: by a click, on an action or not, or without. */
export function onNotificationEnd(onEnded: (id: string, isClicked: boolean, action?: string) => void): void {
    navigator.serviceWorker.addEventListener('message', ({data}) => {
        if (isEnded(data)) {
            const {id, isClicked, action} = data.dashGlue42Notification;
            onEnded(id, isClicked, action);
        }
    });
    navigator.serviceWorker.startMessages();
}

/**
 * Its scope is the folder of the package's files: each app at a prefix has its own, and a new version of the package, whose
 * files have other names, replaces it.
 */
async function start(): Promise<ServiceWorker> {
    const registration = await navigator.serviceWorker.register(scriptUrl('dash_glue42.notifications.js'));
    const worker = registration.installing ?? registration.waiting ?? registration.active;
    if (!worker) {
        throw new BusError('unsupported', 'The service worker went away while it started.');
    }
    return new Promise((resolve, reject) => {
        const look = () => {
            if (worker.state === 'activated') {
                resolve(worker);
            } else if (worker.state === 'redundant') {
                reject(new BusError('unsupported', 'The service worker could not be started.'));
            }
        };
        worker.addEventListener('statechange', look);
        look();
    });
}

function ask(worker: ServiceWorker, show: Show): Promise<ShowAnswer> {
    return new Promise((resolve) => {
        const {port1, port2} = new MessageChannel();
        port1.onmessage = ({data}) => {
            port1.close();
            resolve(data);
        };
        worker.postMessage(show, [port2]);
    });
}
