import {errorMessage} from '../../values/errorMessage';
import type {Ended, Kept, Show, ShowAnswer} from './protocol';

// The service worker that shows notifications with actions, which browsers grant to no page. Its scope is the folder of the
// package's files, where no page lives: it controls none and sees no request. What becomes of a notification it
// tells the page that raised it.

interface Client {
    id: string;
    url: string;
    focus: () => Promise<unknown>;
    postMessage: (message: Ended) => void;
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
    addEventListener: <Given extends WorkerEvent>(type: string, listener: (event: Given) => void) => void;
}

interface ShowEvent extends WorkerEvent {
    data: Show;
    source: Client;
    ports: MessagePort[];
}

interface ClickEvent extends WorkerEvent {
    notification: Notification;
    action: string;
}

const scope = self as unknown as WorkerScope;

// A page that was served a newer version shows its notifications with that at once.
scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()));

scope.addEventListener<ShowEvent>('message', (event) => {
    const {data, source, ports} = event;
    const answer = (message: ShowAnswer) => ports[0]?.postMessage(message);
    event.waitUntil(
        show(data, source).then(
            () => answer({}),
            (reason) => answer({error: errorMessage(reason)}),
        ),
    );
});

function show({id, title, options}: Show, {id: client, url: page}: Client): Promise<void> {
    const kept: Kept = {id, client, page, data: options.data};
    return scope.registration.showNotification(title, {...options, data: kept});
}

scope.addEventListener<ClickEvent>('notificationclick', (event) => {
    const {notification, action} = event;
    notification.close();
    event.waitUntil(passClickOn(notification.data as Kept, action));
});

scope.addEventListener<ClickEvent>('notificationclose', (event) => {
    const {id, client} = event.notification.data as Kept;
    event.waitUntil(
        scope.clients
            .get(client)
            .then((raiser) => raiser?.postMessage({dashGlue42Notification: {id, isClicked: false}})),
    );
});

async function passClickOn({id, client, page}: Kept, action: string): Promise<void> {
    const raiser = await scope.clients.get(client);
    if (raiser) {
        raiser.postMessage({dashGlue42Notification: {id, action, isClicked: true}});
        // An action says itself what is to be done; who clicks the notification wants to see where it comes from.
        return action ? undefined : bringForward(raiser);
    }
    // Nobody is left who could handle the click: the user gets to see the app again.
    const windows = await scope.clients.matchAll({type: 'window', includeUncontrolled: true});
    const same = windows.find(({url}) => url === page);
    return same ? bringForward(same) : void (await scope.clients.openWindow(page));
}

async function bringForward(client: Client): Promise<void> {
    // A browser may refuse that; the click has been told all the same.
    await client.focus().catch(() => undefined);
}
