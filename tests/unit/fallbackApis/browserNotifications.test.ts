import type {Glue} from '../../../src/connection/bus';
import {fakeMessageChannel, fakeServiceWorker} from './fakeServiceWorker';

type Toast = {title: string; options: object; onclick?: () => void};

const defined: string[] = [];

function define(target: object, name: string, value: unknown): void {
    Object.defineProperty(target, name, {value, configurable: true, writable: true});
    defined.push(name);
}

function undefineAll(): void {
    defined.splice(0).forEach((name) => [window, navigator].forEach((target) => Reflect.deleteProperty(target, name)));
}

afterEach(undefineAll);

interface Given {
    permission?: string;
    answer?: string;
    maxActions?: number;
    isSecure?: boolean;
    isPhone?: boolean;
}

async function setUp({
    permission = 'granted',
    answer = 'granted',
    maxActions = 2,
    isSecure = true,
    isPhone = false,
}: Given = {}) {
    undefineAll();
    const toasts: Toast[] = [];
    const requestPermission = jest.fn(async () => answer);
    function Notification(this: Toast, title: string, options: object) {
        if (isPhone) {
            throw new TypeError('Illegal constructor. Use ServiceWorkerRegistration.showNotification() instead.');
        }
        Object.assign(this, {title, options});
        toasts.push(this);
    }
    Object.assign(Notification, {permission, requestPermission, maxActions});
    const serviceWorker = fakeServiceWorker();
    define(window, 'isSecureContext', isSecure);
    define(window, 'Notification', Notification);
    define(window, 'MessageChannel', fakeMessageChannel);
    define(window, 'focus', jest.fn());
    // Browsers hide it from pages on plain http.
    if (isSecure) {
        define(navigator, 'serviceWorker', serviceWorker.container);
    }
    define(window, 'self', serviceWorker.scope);
    // Each browser starts a worker of its own, and loads the page's modules again.
    let page: typeof import('../../../src/fallbackApis/browserNotifications/browserNotifications');
    await jest.isolateModulesAsync(async () => {
        await import('../../../src/fallbackApis/browserNotifications/worker');
        page = await import('../../../src/fallbackApis/browserNotifications/browserNotifications');
    });
    const connect = () => {
        const invoke = jest.fn(async (): Promise<unknown> => ({}));
        const losses = new Set<() => void>();
        const disconnected = (lose: () => void) => {
            losses.add(lose);
            return () => losses.delete(lose);
        };
        const glue = {interop: {invoke}, connection: {disconnected}};
        return {invoke, losses, ...page.browserNotifications(glue as unknown as Glue)};
    };
    return {...connect(), connect, toasts, requestPermission, serviceWorker};
}

const actions = [
    {action: 'accept', title: 'Accept', interop: {method: 'Accept', arguments: {order: 1}, target: 'all' as const}},
    {action: 'reject', title: 'Reject'},
];

test('a click on a plain notification brings the page forward, is told, and invokes the method', async () => {
    const {raise, toasts, invoke, serviceWorker} = await setUp();
    const raised = await raise({title: 'Order', body: 'new', clickInterop: {method: 'Show', arguments: {id: 7}}});
    raised.onclick = jest.fn();
    expect(toasts).toMatchObject([{title: 'Order', options: {body: 'new', actions: undefined}}]);
    toasts[0].onclick!();
    await Promise.resolve();
    expect(window.focus).toHaveBeenCalled();
    expect(raised.onclick).toHaveBeenCalledTimes(1);
    expect(invoke).toHaveBeenCalledWith('Show', {id: 7}, 'best');
    expect(serviceWorker.register).not.toHaveBeenCalled();
});

test('one with actions is shown by the service worker, whose clicks come back to the page that raised it', async () => {
    const {raise, toasts, invoke, serviceWorker} = await setUp();
    const first = await raise({title: 'One', actions, clickInterop: {method: 'Show'}, data: {k: 1}});
    const second = await raise({title: 'Two', actions});
    first.onaction = jest.fn();
    second.onclick = jest.fn();
    expect(toasts).toEqual([]);
    expect(serviceWorker.shown.map(({title, options}) => [title, options.actions])).toEqual([
        [
            'One',
            [
                {action: 'accept', title: 'Accept'},
                {action: 'reject', title: 'Reject'},
            ],
        ],
        [
            'Two',
            [
                {action: 'accept', title: 'Accept'},
                {action: 'reject', title: 'Reject'},
            ],
        ],
    ]);
    expect(serviceWorker.shown[0].options.data).toMatchObject({data: {k: 1}});

    const closed = await serviceWorker.user('notificationclick', 0, 'accept');
    expect(closed.close).toHaveBeenCalled();
    expect(first.onaction).toHaveBeenCalledWith({action: 'accept'});
    expect(invoke.mock.calls).toEqual([['Accept', {order: 1}, 'all']]);
    expect(serviceWorker.client.focus).not.toHaveBeenCalled();

    await serviceWorker.user('notificationclick', 1);
    expect(second.onclick).toHaveBeenCalledTimes(1);
    expect(serviceWorker.client.focus).toHaveBeenCalledTimes(1);
    expect(invoke).toHaveBeenCalledTimes(1);
});

test('a notification that was closed is no click', async () => {
    const {raise, serviceWorker} = await setUp();
    const raised = await raise({title: 'One', actions});
    raised.onclick = jest.fn();
    await serviceWorker.user('notificationclose');
    await serviceWorker.user('notificationclick');
    expect(raised.onclick).not.toHaveBeenCalled();
});

test('when the page is gone a click shows another page of the app, or opens it', async () => {
    const {raise, serviceWorker} = await setUp();
    await raise({title: 'One', actions});
    serviceWorker.client.id = 'client-2';
    await serviceWorker.user('notificationclick', 0, 'accept');
    expect(serviceWorker.client.focus).toHaveBeenCalledTimes(1);
    expect(serviceWorker.client.postMessage).not.toHaveBeenCalled();
    serviceWorker.windows.length = 0;
    await serviceWorker.user('notificationclick', 0);
    expect(serviceWorker.openWindow).toHaveBeenCalledWith('http://localhost/app/');
});

test('a worker that is still starting is waited for', async () => {
    const {raise, serviceWorker} = await setUp();
    serviceWorker.become('installing');
    const raising = raise({title: 'One', actions});
    await new Promise((resolve) => setTimeout(resolve));
    expect(serviceWorker.shown).toEqual([]);
    serviceWorker.become('activated');
    await raising;
    expect(serviceWorker.shown).toHaveLength(1);
});

test('no listener stays at the worker, however it settled', async () => {
    const {raise, serviceWorker} = await setUp();
    await raise({title: 'One', actions});
    serviceWorker.become('installing');
    const raising = raise({title: 'Two', actions});
    await new Promise((resolve) => setTimeout(resolve));
    serviceWorker.become('redundant');
    await raising;
    expect(serviceWorker.stateListeners.size).toBe(0);
});

test('the page listens to the worker once, and a click goes to the bus on which the notification was raised', async () => {
    const {raise, invoke, connect, serviceWorker} = await setUp();
    const next = connect();
    await raise({title: 'One', actions});
    await next.raise({title: 'Two', actions});
    await serviceWorker.user('notificationclick', 0, 'accept');
    expect(invoke).toHaveBeenCalledTimes(1);
    expect(next.invoke).not.toHaveBeenCalled();
    await serviceWorker.user('notificationclick', 1, 'accept');
    expect(invoke).toHaveBeenCalledTimes(1);
    expect(next.invoke).toHaveBeenCalledTimes(1);
    expect(serviceWorker.pageListeners).toHaveLength(1);
});

test('of notifications whose end the worker never reports only the newest 1,000 are kept', async () => {
    const {raise, invoke, serviceWorker} = await setUp();
    for (let n = 0; n < 1001; n++) {
        await raise({title: 'One', actions});
    }
    await serviceWorker.user('notificationclick', 0, 'accept');
    expect(invoke).not.toHaveBeenCalled();
    await serviceWorker.user('notificationclick', 1, 'accept');
    expect(invoke).toHaveBeenCalledTimes(1);
});

test.each([
    [
        'cannot be registered',
        (worker: ReturnType<typeof fakeServiceWorker>) =>
            worker.register.mockRejectedValue(new Error('No worker here.')),
        'No worker here.',
    ],
    [
        'does not start',
        (worker: ReturnType<typeof fakeServiceWorker>) => worker.become('redundant'),
        'could not be started',
    ],
    [
        'cannot show it',
        (worker: ReturnType<typeof fakeServiceWorker>) =>
            worker.scope.registration.showNotification.mockRejectedValue(new TypeError('No permission')),
        'No permission',
    ],
])('when the worker %s it is shown without its actions, and the problem is told', async (_, breakWorker, problem) => {
    const {raise, toasts, serviceWorker} = await setUp();
    breakWorker(serviceWorker);
    const raised = await raise({title: 'One', actions});
    expect(raised.problem).toMatch(`it is shown without its actions: `);
    expect(raised.problem).toMatch(problem);
    expect(toasts).toHaveLength(1);
});

test('shows as many actions as the browser does; without any, no worker is needed', async () => {
    const one = await setUp({maxActions: 1});
    expect(one.maxActions).toBe(1);
    expect((await one.raise({title: 'One', actions})).actions).toEqual([actions[0]]);
    expect(one.serviceWorker.shown[0].options.actions).toHaveLength(1);
    const none = await setUp({maxActions: 0});
    await none.raise({title: 'One', actions});
    expect(none.maxActions).toBe(0);
    expect(none.toasts).toHaveLength(1);
    expect(none.serviceWorker.register).not.toHaveBeenCalled();
    expect((await setUp({isSecure: false})).maxActions).toBe(0);
});

test('a browser that shows those of workers only gets them so', async () => {
    const {raise, toasts, serviceWorker} = await setUp({isPhone: true});
    await raise({title: 'One'});
    expect(toasts).toEqual([]);
    expect(serviceWorker.shown).toMatchObject([{title: 'One'}]);
});

test('the user is asked when it is not yet decided, and only then', async () => {
    const undecided = await setUp({permission: 'default'});
    await undecided.raise({title: 'One'});
    expect(undecided.requestPermission).toHaveBeenCalledTimes(1);
    expect(undecided.toasts).toHaveLength(1);
    const decided = await setUp();
    await decided.raise({title: 'One'});
    expect(decided.requestPermission).not.toHaveBeenCalled();
});

test.each([
    [{permission: 'denied'}, /allow them for http:\/\/localhost in the browser's site settings/],
    [{permission: 'default', answer: 'denied'}, /allow them for http:\/\/localhost in the browser's site settings/],
    [{permission: 'default', answer: 'default'}, /closed the question/],
    [{isSecure: false}, /https or localhost only/],
])('where none may be shown (%j) the reason and the remedy are told', async (given, reason) => {
    const {raise, toasts} = await setUp(given);
    await expect(raise({title: 'One'})).rejects.toThrow(reason);
    expect(toasts).toEqual([]);
});

test('a click whose method cannot be invoked is told', async () => {
    const {raise, toasts, invoke} = await setUp();
    invoke.mockRejectedValue('no such method');
    const raised = await raise({title: 'Order', clickInterop: {method: 'Show'}});
    const failed = new Promise((resolve) => (raised.onerror = resolve));
    toasts[0].onclick!();
    expect(await failed).toEqual({error: 'no such method', method: 'Show'});
});

test('a click whose method is under way when the bus is lost is told at once', async () => {
    const {raise, toasts, invoke, losses} = await setUp();
    invoke.mockReturnValue(new Promise(() => undefined));
    const raised = await raise({title: 'Order', clickInterop: {method: 'Show'}});
    const failed = new Promise((resolve) => (raised.onerror = resolve));
    toasts[0].onclick!();
    losses.forEach((lose) => lose());
    expect(await failed).toMatchObject({error: {code: 'connection_lost'}, method: 'Show'});
});

test('an invocation that has ended follows the connection no longer', async () => {
    const {raise, toasts, losses} = await setUp();
    await raise({title: 'Order', clickInterop: {method: 'Show'}});
    toasts[0].onclick!();
    expect(losses.size).toBe(1);
    await new Promise((resolve) => setTimeout(resolve));
    expect(losses.size).toBe(0);
});
