import {BusError} from '../../values/busError';
import {serviceWorkerTimeoutMs} from '../../async/timeouts';
import {withTimeout} from '../../async/withTimeout';
import {scriptUrl} from '../../bundle/scriptUrl';
import {type ShowRequest, type ShowResponse, isNotificationEnd} from './protocol';

/** Lets the service worker show a notification; the first one registers the worker. Rejects with the reason. */
export async function showByWorker(request: ShowRequest): Promise<void> {
    const answer = await withTimeout(
        start().then((worker) => send(worker, request)),
        serviceWorkerTimeoutMs,
        'The service worker did not answer',
    );
    if (answer.error !== undefined) {
        throw new BusError('unsupported', answer.error);
    }
}

/** Reports the end of each notification that the worker shows for this page: a click, maybe on an action, or none. */
export function onNotificationEnd(listener: (id: string, isClicked: boolean, action?: string) => void): void {
    navigator.serviceWorker.addEventListener('message', ({data}) => {
        if (isNotificationEnd(data)) {
            const {id, isClicked, action} = data.dashGlue42Notification;
            listener(id, isClicked, action);
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
        const check = () => {
            if (worker.state === 'activated') {
                resolve(worker);
            } else if (worker.state === 'redundant') {
                reject(new BusError('unsupported', 'The service worker could not be started.'));
            } else {
                return;
            }
            worker.removeEventListener('statechange', check);
        };
        worker.addEventListener('statechange', check);
        check();
    });
}

function send(worker: ServiceWorker, request: ShowRequest): Promise<ShowResponse> {
    return new Promise((resolve) => {
        const {port1, port2} = new MessageChannel();
        port1.onmessage = ({data}) => {
            port1.close();
            resolve(data);
        };
        worker.postMessage(request, [port2]);
    });
}
