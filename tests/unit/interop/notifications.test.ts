import type {Glue} from '../../../src/connection/bus';
import {maxActions} from '../../../src/interop/maxActions';
import {type NotificationListener, raiseNotification} from '../../../src/interop/raiseNotification';

type Raised = {
    [key: string]: unknown;
    onclick?: () => void;
    onaction?: (event: object) => void;
    onerror?: (event: object) => void;
};

interface Given {
    raise?: (sent: {[key: string]: unknown}) => unknown;
    isPlatform?: boolean;
    maxActions?: number;
}

function setUp({raise = async () => ({id: 'n1'}), isPlatform = false, maxActions: most = 2}: Given = {}) {
    const sent: {[key: string]: unknown}[] = [];
    const raised: Raised[] = [];
    let push: (data: object) => void = () => undefined;
    const subscribe = jest.fn(async () => ({
        onData: (listener: (message: object) => void) => (push = (data) => listener({data})),
    }));
    const glue = {
        interop: {methods: () => (isPlatform ? [{name: 'T42.Web.Platform.Stream'}] : []), subscribe},
        notifications: {
            ...(!isPlatform && {maxActions: most}),
            raise: async (notification: {[key: string]: unknown}) => {
                sent.push(notification);
                const one = (await raise(notification)) as Raised;
                raised.push(one);
                return one;
            },
        },
    } as unknown as Glue;
    const clicked: object[] = [];
    const failed: object[] = [];
    const listener: NotificationListener = {
        onClicked: (click) => clicked.push(click),
        onFailed: (problem) => failed.push(problem),
    };
    const operation = (name: string) => (on: Glue, command: unknown) => raiseNotification(name, on, command, listener);
    const operations = {raise: operation('raise'), notify: operation('notify')};
    return {glue, operations, sent, raised, clicked, failed, subscribe, push: (data: object) => push(data)};
}

// What the browser says of itself.
beforeEach(() => Object.assign(window, {Notification: {maxActions: 2}}));
afterEach(() => Reflect.deleteProperty(window, 'Notification'));

const command = {
    title: 'Order',
    body: 'new',
    actions: [{action: 'accept', title: 'Accept'}],
    severity: 'High',
    source: null,
};

test('raise and notify hand the notification to the library, unknown keys too, without None', async () => {
    const {glue, operations, sent} = setUp();
    await operations.raise(glue, command);
    await operations.notify(glue, {title: 'Other', own: {x: 1}});
    expect(sent).toEqual([
        {title: 'Order', body: 'new', actions: [{action: 'accept', title: 'Accept'}], severity: 'High'},
        {title: 'Other', own: {x: 1}},
    ]);
});

test('a None inside is left out too', async () => {
    const {glue, operations, sent} = setUp();
    const clickInterop = {method: 'm', arguments: null, target: null};
    await operations.raise(glue, {
        title: 'Order',
        clickInterop,
        actions: [{action: 'a', title: 'A', interop: null, icon: null}],
    });
    expect(sent).toEqual([{title: 'Order', clickInterop: {method: 'm'}, actions: [{action: 'a', title: 'A'}]}]);
    await operations.raise(glue, {title: 'Order', clickInterop: null, actions: null});
    expect(sent[1]).toEqual({title: 'Order'});
});

test('clicks on it and on its actions are told with the notification as it was raised', async () => {
    const {glue, operations, raised, clicked, failed} = setUp();
    await operations.raise(glue, command);
    raised[0].onclick!();
    raised[0].onaction!({action: 'accept'});
    const click = {id: 'n1', title: 'Order', notification: command};
    expect(clicked).toEqual([
        {...click, action: null},
        {...click, action: 'accept'},
    ]);
    raised[0].onerror!({
        error: {message: 'Peer has left while waiting for result', executed_by: {application: 'Desk'}},
        method: 'Show',
    });
    expect(failed).toEqual([
        {code: 'removed', message: 'a click on "Order": Method "Show": "Desk" left the bus before it answered.'},
    ]);
});

test('in a browser platform its own word on clicks counts, which knows the action', async () => {
    const {glue, operations, sent, raised, clicked, subscribe, push} = setUp({isPlatform: true});
    await operations.raise(glue, {...command, data: {k: 1}});
    await operations.raise(glue, command);
    expect(subscribe).toHaveBeenCalledTimes(1);
    expect(raised[0].onclick).toBeUndefined();
    expect(sent[0].data).toMatchObject({k: 1});
    const message = {domain: 'notifications', operation: 'notificationClick'};
    push({...message, data: {id: 'p2', action: 'accept', definition: sent[1]}});
    push({...message, data: {id: 'p1', action: '', definition: sent[0]}});
    // Those of others, and what else a platform has to say.
    push({...message, data: {id: 'p3', definition: {data: {dashGlue42: 'other'}}}});
    push({...message, data: {id: 'p4', definition: {data: 'text'}}});
    push({domain: 'notifications', operation: 'notificationRaised', data: {notification: sent[0]}});
    push({domain: 'windows', operation: 'focusChange', data: {}});
    expect(clicked).toEqual([
        {id: 'p2', title: 'Order', action: 'accept', notification: command},
        {id: 'p1', title: 'Order', action: null, notification: {...command, data: {k: 1}}},
    ]);
});

test('a platform whose answer the library does not understand has shown the notification; its clicks are told all the same', async () => {
    const rejection =
        "Unexpected Web<-Platform incoming validation error: the key 'settings' is required but was not present, for operation: raiseNotification and input: {}";
    const {glue, operations, sent, clicked, push} = setUp({
        isPlatform: true,
        raise: () => Promise.reject(new Error(rejection)),
    });
    await operations.raise(glue, {title: 'Order'});
    push({domain: 'notifications', operation: 'notificationClick', data: {id: 'p1', definition: sent[0]}});
    expect(clicked).toEqual([{id: 'p1', title: 'Order', action: null, notification: {title: 'Order'}}]);
});

test('a platform that cannot be followed shows notifications still', async () => {
    const {glue, operations, raised, clicked, subscribe} = setUp({isPlatform: true});
    subscribe.mockRejectedValueOnce(new Error('refused'));
    await operations.raise(glue, {title: 'Order'});
    raised[0].onclick!();
    expect(clicked).toHaveLength(1);
    await operations.raise(glue, {title: 'Order'});
    expect(subscribe).toHaveBeenCalledTimes(2);
});

test('what a platform refuses is told in our words', async () => {
    const wrapped =
        'Internal Error ... -> Inner message: The platform rejected operation raiseNotification for domain: notifications with reason: "Accessing missing service worker registration object."';
    const {glue, operations} = setUp({raise: () => Promise.reject(new Error(wrapped))});
    await expect(operations.notify(glue, {title: 'Order'})).rejects.toThrow(
        /^notify: the platform page has no service worker, which a notification with actions needs\.$/,
    );
});

test('what is shown only in part is a problem, of which clicks are told', async () => {
    const {glue, operations, raised, clicked} = setUp({maxActions: 0});
    await expect(operations.raise(glue, command)).rejects.toThrow('raise: only 0 of the 1 actions are shown here.');
    raised[0].onclick!();
    expect(clicked).toHaveLength(1);
    const other = setUp({raise: async () => ({id: 'n1', problem: 'it is shown without its actions: why'})});
    await expect(other.operations.raise(other.glue, command)).rejects.toThrow(
        'raise: it is shown without its actions: why',
    );
});

test('a question to the user that stays open is not waited for for ever', async () => {
    jest.useFakeTimers();
    const {glue, operations} = setUp({raise: () => new Promise(() => undefined)});
    const failed = expect(operations.raise(glue, {title: 'Order'})).rejects.toThrow(
        /^raise: The notification was not shown.*within 60 seconds\.$/,
    );
    await jest.advanceTimersByTimeAsync(60000);
    await failed;
    jest.useRealTimers();
});

test('how many actions there can be: the platform says it, else the browser, else none', () => {
    expect(maxActions(setUp({maxActions: 3}).glue)).toBe(3);
    const {glue} = setUp({isPlatform: true});
    expect(maxActions(glue)).toBe(2);
    Reflect.deleteProperty(window, 'Notification');
    expect(maxActions(glue)).toBe(0);
});

test.each([
    ['text', 'raise must be a dict {"title", "clickInterop"?, "actions"?, "data"?}, not "text".'],
    [{body: 'b'}, 'raise: "title" must be a non-empty string, not None.'],
    [{title: 't', clickInterop: 'M'}, 'raise: "clickInterop" must be a dict, not "M".'],
    [{title: 't', clickInterop: {name: 'M'}}, 'raise: clickInterop: "method" must be a non-empty string, not None.'],
    [
        {title: 't', clickInterop: {method: 'M', arguments: [1]}},
        'raise: clickInterop: "arguments" must be a dict, not [1].',
    ],
    [{title: 't', actions: {}}, 'raise: "actions" must be a list of dicts, not {}.'],
    [{title: 't', actions: ['a']}, 'raise: actions must be a dict {"action", "title", "interop"?}, not "a".'],
    [{title: 't', actions: [{action: 'a'}]}, 'raise: actions: "title" must be a non-empty string, not None.'],
    [
        {title: 't', actions: [{action: 'a', title: 'A', interop: {}}]},
        'raise: interop: "method" must be a non-empty string, not None.',
    ],
    [{title: 't', data: 5}, 'raise: "data" must be a dict, not 5.'],
])('the wrong %j is explained', async (wrong, problem) => {
    const {glue, operations, sent} = setUp();
    await expect(operations.raise(glue, wrong)).rejects.toThrow(problem);
    expect(sent).toEqual([]);
});
