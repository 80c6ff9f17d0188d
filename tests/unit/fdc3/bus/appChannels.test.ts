import {createFdc3Bus, createLog, settle} from '../../../fakes/fdc3Bus';

const idea = (name: string) => ({type: 'acme.idea', name});
const note = (name: string) => ({type: 'acme.note', name});

async function setUp() {
    const bus = createFdc3Bus();
    const [desk, sales] = [bus.join('Desk'), bus.join('Sales')];
    const own = await desk.agent.getOrCreateChannel('ideas');
    const theirs = await sales.agent.getOrCreateChannel('ideas');
    return {bus, desk, sales, own, theirs, ...createLog()};
}

describe('an app channel', () => {
    test('is the shared context of its id, in the form that FDC3 has on this bus', async () => {
        const {states, join} = createFdc3Bus();
        const {agent} = join('Desk');
        const channel = await agent.getOrCreateChannel('ideas');
        expect(channel).toMatchObject({id: 'ideas', type: 'app'});
        expect(states.get('ideas')).toEqual({});
        await channel.broadcast({...idea('buy'), id: {n: 1}});
        expect(states.get('ideas')).toEqual({
            data: {'fdc3_acme&idea': {name: 'buy', id: {n: 1}}},
            latest_fdc3_type: 'acme&idea',
            dash_glue42_broadcast: expect.any(String),
        });
    });

    test('that exists is left as it is', async () => {
        const {own, sales} = await setUp();
        await own.broadcast(idea('buy'));
        const again = await sales.agent.getOrCreateChannel('ideas');
        expect(await again.getCurrentContext()).toEqual(idea('buy'));
    });

    test('carries contexts to the other apps, by type and again, without the present one', async () => {
        const {own, theirs, log, handler} = await setUp();
        await own.broadcast(idea('before'));
        await theirs.addContextListener('acme.idea', handler);
        await theirs.addContextListener(null, ({type}) => log.push(`all: ${type}`));
        await theirs.addContextListener(({type}) => log.push(`old form: ${type}`));
        await own.addContextListener(null, handler);
        await own.broadcast(idea('buy'));
        await own.broadcast(idea('buy'));
        await own.broadcast(note('x'));
        await settle();
        expect(log).toEqual([
            'acme.idea buy Desk',
            'all: acme.idea',
            'old form: acme.idea',
            'acme.idea buy Desk',
            'all: acme.idea',
            'old form: acme.idea',
            'all: acme.note',
            'old form: acme.note',
        ]);
    });

    test('has the last context, of all and of each type', async () => {
        const {own, theirs} = await setUp();
        expect(await theirs.getCurrentContext()).toBeNull();
        await own.broadcast(idea('buy'));
        await own.broadcast(note('x'));
        expect(await theirs.getCurrentContext()).toEqual(note('x'));
        expect(await theirs.getCurrentContext('acme.idea')).toEqual(idea('buy'));
        expect(await theirs.getCurrentContext('acme.other')).toBeNull();
    });

    test('does not depend on the user channel of the page', async () => {
        const {own, theirs, desk, sales, log, handler} = await setUp();
        await theirs.addContextListener(null, handler);
        await sales.agent.addContextListener(null, handler);
        await desk.agent.joinUserChannel('fdc3.channel.1');
        await own.broadcast(idea('buy'));
        await settle();
        expect(log).toEqual(['acme.idea buy Desk']);
    });

    test('is the user channel when it is asked for by the id of one', async () => {
        const {desk, sales, log, handler} = await setUp();
        await sales.agent.joinUserChannel('fdc3.channel.1');
        await sales.agent.addContextListener(null, handler);
        const channel = await desk.agent.getOrCreateChannel('fdc3.channel.1');
        expect(channel.type).toBe('user');
        await channel.broadcast(idea('buy'));
        await settle();
        expect(log).toEqual(['acme.idea buy Desk']);
    });

    test('a listener that is unsubscribed, also twice, gets nothing more', async () => {
        const {own, theirs, log, handler} = await setUp();
        const listener = await theirs.addContextListener(null, handler);
        await listener.unsubscribe();
        await listener.unsubscribe();
        await own.broadcast(idea('buy'));
        await settle();
        expect(log).toEqual([]);
    });

    test.each([
        ['CreationFailed', undefined],
        ['CreationFailed', null],
        ['CreationFailed', ''],
        ['CreationFailed', 5],
        ['CreationFailed', {}],
        ['CreationFailed', '__proto__'],
        ['CreationFailed', 'toString'],
        ['AccessDenied', '___privateFDC3Channel___x'],
    ])('has a name: %s, %p', async (failure, id) => {
        const {desk} = await setUp();
        await expect(desk.agent.getOrCreateChannel(id as never)).rejects.toThrow(new RegExp(`^${failure}$`));
    });

    test('cannot be on a bus without shared contexts, and later changes of the connection are none of its', async () => {
        const {agent, connection, bus} = createFdc3Bus().join('Desk', {apis: {contexts: undefined}});
        await expect(agent.getOrCreateChannel('ideas')).rejects.toMatchObject({code: 'unsupported'});
        connection.set({status: 'disconnected', bus});
        connection.set({status: 'connected', bus});
    });

    test('a listener that cannot be added on a bus of no contexts is gone', async () => {
        const {own, theirs, desk, log, handler} = await setUp();
        const {bus} = createFdc3Bus().join('Desk', {apis: {contexts: undefined}});
        desk.connection.set({status: 'connected', bus});
        await expect(own.addContextListener(null, handler)).rejects.toMatchObject({code: 'unsupported'});
        desk.connection.set({status: 'disconnected', bus});
        desk.connection.set({status: 'connected', bus});
        desk.connection.set({status: 'connected', bus: desk.bus});
        await theirs.broadcast(idea('buy'));
        await settle();
        expect(log).toEqual([]);
    });
});

describe('what other apps write into the context of a channel', () => {
    test.each([
        null,
        [],
        'text',
        {data: null},
        {data: 'text', latest_fdc3_type: 'acme&idea'},
        {data: {'fdc3_acme&idea': 'text'}, latest_fdc3_type: 'acme&idea'},
        {data: {'fdc3_acme&idea': [1]}, latest_fdc3_type: 'acme&idea'},
        {data: {'fdc3_acme&note': {}}, latest_fdc3_type: {}},
        {data: {'fdc3_acme&note': {}}, latest_fdc3_type: 'constructor'},
        {data: {}, latest_fdc3_type: '__proto__'},
        {latest_fdc3_type: 'acme&idea', dash_glue42_broadcast: {}},
    ])('is no context of another form: %j', async (state) => {
        const {bus, sales, own, theirs, log, handler} = await setUp();
        await theirs.addContextListener(null, handler);
        await theirs.addContextListener('acme.idea', handler);
        bus.states.set('ideas', state as never);
        await sales.glue.contexts!.update('other', {});
        [...bus.subscriptions]
            .filter(({name}) => name === 'ideas')
            .forEach(({tell}) => tell(state as never, {}, [], () => undefined, {updaterId: 'stranger'}));
        expect(log).toEqual([]);
        expect(await theirs.getCurrentContext()).toBeNull();
        expect(await own.getCurrentContext('acme.idea')).toBeNull();
    });

    test('has the type of its key, whatever it says itself', async () => {
        const {desk, theirs, log, handler} = await setUp();
        await theirs.addContextListener(null, handler);
        await desk.glue.contexts!.update('ideas', {
            data: {'fdc3_acme&idea': {type: {}, name: 'buy'}},
            latest_fdc3_type: 'acme&idea',
        });
        expect(log).toEqual(['acme.idea buy Desk']);
    });

    test('comes without a source when the app that wrote it has gone', async () => {
        const {bus, theirs, log, handler} = await setUp();
        const late = bus.join('Late');
        await theirs.addContextListener(null, handler);
        late.leave();
        await (await late.agent.getOrCreateChannel('ideas')).broadcast(idea('buy')).catch(() => undefined);
        await settle();
        expect(log).toEqual(['acme.idea buy']);
    });
});

describe('a context of any type', () => {
    test.each(['__proto__', 'constructor', 'toString', 'a.b.c.d', '.', 'a b', 'ü', 'data', 'of many letters'])(
        'arrives with that type: %s',
        async (name) => {
            const type = name.replace('many letters', 'x'.repeat(10_000));
            const {own, theirs} = await setUp();
            const [all, typed] = [jest.fn(), jest.fn()];
            await theirs.addContextListener(null, all);
            await theirs.addContextListener(type, typed);
            const context = {type, n: 1};
            await own.broadcast(context);
            await settle();
            expect([all.mock.calls[0][0], typed.mock.calls[0][0]]).toEqual([context, context]);
            expect(await theirs.getCurrentContext(type)).toEqual(context);
        },
    );

    test('arrives at the listeners of its type also when the type has the sign that stands for a dot', async () => {
        const {own, theirs, log, handler} = await setUp();
        await theirs.addContextListener('a&b', handler);
        await own.broadcast({type: 'a&b', name: 'x'});
        await settle();
        expect(log).toEqual(['a&b x Desk']);
    });

    test('arrives with keys of any name', async () => {
        const {own, theirs} = await setUp();
        const received = jest.fn();
        await theirs.addContextListener(null, received);
        const context = JSON.parse(
            '{"type": "acme.idea", "BRK.B": {"a.b": 1}, "__proto__": {"isAdmin": true}, "constructor": 1, "": 2}',
        );
        await own.broadcast(context);
        await settle();
        expect(JSON.parse(JSON.stringify(received.mock.calls[0][0]))).toEqual(context);
        expect(received.mock.calls[0][0].isAdmin).toBeUndefined();
    });

    test('arrives in any size', async () => {
        const {own, theirs} = await setUp();
        const received = jest.fn();
        await theirs.addContextListener(null, received);
        await own.broadcast(idea('x'.repeat(5_000_000)));
        await settle();
        expect(received.mock.calls[0][0].name.length).toBe(5_000_000);
    });

    test('arrives at 10,000 listeners', async () => {
        const {own, theirs, log, handler} = await setUp();
        const listeners = await Promise.all(
            Array.from({length: 10_000}, (_, index) => theirs.addContextListener(`t${index}`, handler)),
        );
        await theirs.addContextListener(null, handler);
        await own.broadcast(idea('buy'));
        await settle();
        await Promise.all(listeners.map((listener) => listener.unsubscribe()));
        expect(log).toEqual(['acme.idea buy Desk']);
    });
});
