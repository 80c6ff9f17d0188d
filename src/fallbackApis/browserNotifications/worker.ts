import {errorMessage} from '../../values/errorMessage';
import type {NotificationEnd, ShowRequest, ShowResponse, StoredData} from './protocol';

// The service worker that shows notifications with actions, which browsers do not let a page show. Its scope is the folder of
// the package's files, which has no page: it controls none and sees no request. It reports the end of a notification to the
// page that raised it.

interface Client {
    id: string;
    url: string;
    focus: () => Promise<unknown>;
    postMessage: (message: NotificationEnd) => void;
}

interface WorkerEvent extends Event {
    waitUntil: (promise: Promise<unknown>) => void;
}

interface WorkerScope {
    registration: ServiceWorkerRegistration;
    clients: {
        get: (id: string) => Promise<Client | undefined>;
        matchAll: (options: {type: 'window'; includeUncontrolled: true}) => Promise<Client[]>;
        openWindow: (url: string) => Promise<unknown>;
    };
    skipWaiting: () => Promise<void>;
    addEventListener: <E extends WorkerEvent>(type: string, listener: (event: E) => void) => void;
}

interface ShowEvent extends WorkerEvent {
    data: ShowRequest;
    source: Client;
    ports: MessagePort[];
}

interface ClickEvent extends WorkerEvent {
    notification: Notification;
    action: string;
}

const scope = self as unknown as WorkerScope;

// A page of a newer version shows its notifications with the newer worker at once.
scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()));

scope.addEventListener<ShowEvent>('message', (event) => {
    const {data, source, ports} = event;
    const answer = (message: ShowResponse) => ports[0]?.postMessage(message);
    event.waitUntil(
        show(data, source).then(
            () => answer({}),
            (reason) => answer({error: errorMessage(reason)}),
        ),
    );
});

function show({id, title, options}: ShowRequest, {id: client, url: page}: Client): Promise<void> {
    const stored: StoredData = {id, client, page, data: options.data};
    return scope.registration.showNotification(title, {...options, data: stored});
}

scope.addEventListener<ClickEvent>('notificationclick', (event) => {
    const {notification, action} = event;
    notification.close();
    event.waitUntil(forwardClick(notification.data as StoredData, action));
});

scope.addEventListener<ClickEvent>('notificationclose', (event) => {
    const {id, client} = event.notification.data as StoredData;
    event.waitUntil(
        scope.clients
            .get(client)
            .then((raiser) => raiser?.postMessage({dashGlue42Notification: {id, isClicked: false}})),
    );
});

async function forwardClick({id, client, page}: StoredData, action: string): Promise<void> {
    const raiser = await scope.clients.get(client);
    if (raiser) {
        raiser.postMessage({dashGlue42Notification: {id, action, isClicked: true}});
        // An action does its work in the background; a user who clicks the notification itself wants to see the app.
        return action ? undefined : bringForward(raiser);
    }
    // The page that would handle the click is gone: the user sees the app again.
    const windows = await scope.clients.matchAll({type: 'window', includeUncontrolled: true});
    const same = windows.find(({url}) => url === page);
    return same ? bringForward(same) : void (await scope.clients.openWindow(page));
}

async function bringForward(client: Client): Promise<void> {
    // A browser may refuse that. The click has been reported all the same.
    await client.focus().catch(() => undefined);
}
