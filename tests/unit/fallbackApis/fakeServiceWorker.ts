type Listener = (event: object) => void;

/**
 * The browser's side of service workers: what `worker.ts` finds as its own scope, and what a page finds in `navigator`. A
 * worker is ready when `ready` is called, unless `failure` says why it cannot be registered.
 */
export function fakeServiceWorker() {
    const scope: {[type: string]: Listener} = {};
    const pageListeners: Listener[] = [];
    const shown: {title: string; options: {data: unknown; actions?: object[]}}[] = [];
    const windows: {id: string; url: string; postMessage: jest.Mock; focus: jest.Mock}[] = [];
    const openWindow = jest.fn(async () => undefined);
    const register = jest.fn();
    const client = {
        id: 'client-1',
        url: 'http://localhost/app/',
        postMessage: jest.fn((data: object) => pageListeners.forEach((listener) => listener({data}))),
        focus: jest.fn(async () => undefined),
    };
    windows.push(client);
    let state = 'activated';
    const stateListeners = new Set<() => void>();
    const worker = {
        get state() {
            return state;
        },
        addEventListener: (_: string, listener: () => void) => stateListeners.add(listener),
        removeEventListener: (_: string, listener: () => void) => stateListeners.delete(listener),
        postMessage: (data: object, ports: unknown[]) =>
            scope.message?.({data, ports, source: client, waitUntil: () => undefined}),
    };
    register.mockImplementation(async () => ({installing: null, waiting: null, active: worker}));
    return {
        register,
        shown,
        windows,
        client,
        openWindow,
        stateListeners,
        pageListeners,
        become: (next: string) => {
            state = next;
            stateListeners.forEach((listener) => listener());
        },
        container: {
            register,
            addEventListener: (_: string, listener: Listener) => pageListeners.push(listener),
            startMessages: jest.fn(),
        },
        scope: {
            registration: {
                showNotification: jest.fn(async (title: string, options: never) => void shown.push({title, options})),
            },
            clients: {
                get: async (id: string) => windows.find((each) => each.id === id),
                matchAll: async () => windows,
                openWindow,
            },
            skipWaiting: jest.fn(async () => undefined),
            addEventListener: (type: string, listener: Listener) => (scope[type] = listener),
        },
        /** The user's doing: a click on a notification, on one of its actions, or on its cross. */
        user: async (type: 'notificationclick' | 'notificationclose', index = 0, action = '') => {
            const notification = {data: shown[index].options.data, close: jest.fn()};
            const work: Promise<unknown>[] = [];
            scope[type]({notification, action, waitUntil: (promise: Promise<unknown>) => work.push(promise)});
            await Promise.all(work);
            return notification;
        },
    };
}

/** Ends of a MessageChannel that are joined at once. */
export function fakeMessageChannel() {
    const port1 = {onmessage: null as Listener | null, close: jest.fn()};
    return {port1, port2: {postMessage: (data: object) => port1.onmessage?.({data})}};
}
