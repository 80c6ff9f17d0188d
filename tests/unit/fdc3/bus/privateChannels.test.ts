import type {PrivateChannel} from '@finos/fdc3-standard';
import {type Joined, createFdc3Bus, createLog, settle} from '../../../fakes/fdc3Bus';

const quote = (name: string) => ({type: 'acme.quote', name});
const collaborate = 'FDC3.Collaborate';

/** What one page says to another's agent. */
const tell = (from: Joined, to: Joined, message: object) =>
    from.glue.interop.invoke(collaborate, message, {instance: to.instance}, {waitTimeoutMs: 0});

/** Quotes returns a private channel to Asker. */
async function setUp({onCreated}: {onCreated?: (channel: PrivateChannel, asker: Joined) => Promise<unknown>} = {}) {
    const bus = createFdc3Bus();
    const [asker, quotes] = [bus.join('Asker'), bus.join('Quotes')];
    let theirs: PrivateChannel | undefined;
    await quotes.agent.addIntentListener('ViewQuote', async () => {
        theirs ??= await quotes.agent.createPrivateChannel();
        await onCreated?.(theirs, asker);
        return theirs;
    });
    const raise = async (page: Joined) =>
        (await (await page.agent.raiseIntent('ViewQuote', {type: 'fdc3.nothing'})).getResult()) as PrivateChannel;
    const own = await raise(asker);
    return {bus, asker, quotes, own, theirs: theirs!, raise, ...createLog()};
}

/** Writes what happens to the other app into the log. */
function watch(channel: PrivateChannel, log: string[], name: string) {
    channel.onAddContextListener((type) => log.push(`${name}: added ${type}`));
    channel.onUnsubscribe((type) => log.push(`${name}: unsubscribed ${type}`));
    channel.onDisconnect(() => log.push(`${name}: disconnected`));
}

describe('a private channel', () => {
    test('carries contexts both ways, with their source, by type and again', async () => {
        const {own, theirs, log, handler} = await setUp();
        expect(own).toMatchObject({id: theirs.id, type: 'private'});
        await own.addContextListener(null, handler);
        await own.addContextListener('acme.other', handler);
        await theirs.addContextListener(handler as never);
        await theirs.broadcast(quote('1'));
        await theirs.broadcast(quote('1'));
        await own.broadcast(quote('2'));
        expect(log).toEqual(['acme.quote 1 Quotes', 'acme.quote 1 Quotes', 'acme.quote 2 Asker']);
    });

    test('tells an app that joins late what is listened to here, whatever becomes of that', async () => {
        const {own} = await setUp({
            onCreated: async (channel, asker) => {
                const {handler} = asker.methods.get(collaborate)!;
                asker.methods.get(collaborate)!.handler = (args, caller, succeed, fail) =>
                    (args as {action: string}).action.startsWith('added')
                        ? fail('no')
                        : handler(args, caller, succeed, fail);
                await channel.addContextListener(null, () => undefined);
            },
        });
        await own.broadcast(quote('1'));
    });

    test('keeps the order of a burst without await', async () => {
        const {own, theirs, log, handler} = await setUp();
        await own.addContextListener(null, handler);
        const names = Array.from({length: 50}, (_, index) => `n${index}`);
        await Promise.all(names.map((name) => theirs.broadcast(quote(name))));
        expect(log).toEqual(names.map((name) => `acme.quote ${name} Quotes`));
    });

    test('has the last context, of all and of each type', async () => {
        const {own, theirs} = await setUp();
        expect(await own.getCurrentContext()).toBeNull();
        await theirs.broadcast(quote('1'));
        await theirs.broadcast({type: 'acme.other'});
        expect(await own.getCurrentContext()).toEqual({type: 'acme.other'});
        expect(await own.getCurrentContext(null as never)).toEqual({type: 'acme.other'});
        expect(await own.getCurrentContext('acme.quote')).toEqual(quote('1'));
        expect(await own.getCurrentContext('__proto__')).toBeNull();
        expect(await theirs.getCurrentContext('acme.quote')).toEqual(quote('1'));
    });

    test('says at each end to what the other end listens, also what was there before', async () => {
        const {own, theirs, log} = await setUp({
            onCreated: async (channel) => channel.addContextListener('acme.before', () => undefined),
        });
        watch(own, log, 'own');
        watch(theirs, log, 'theirs');
        const listener = await own.addContextListener('acme.quote', () => undefined);
        const all = await theirs.addContextListener(null, () => undefined);
        await listener.unsubscribe();
        await listener.unsubscribe();
        await all.unsubscribe();
        expect(log).toEqual([
            'own: added acme.before',
            'theirs: added acme.quote',
            'own: added undefined',
            'theirs: unsubscribed acme.quote',
            'own: unsubscribed undefined',
        ]);
    });

    test('has its events in the form of 2.2 as well, one kind or all', async () => {
        const {own, theirs} = await setUp();
        const [some, all] = [jest.fn(), jest.fn()];
        const listener = await theirs.addEventListener('addContextListener', some);
        await theirs.addEventListener(null, all);
        await own.addContextListener('acme.quote', () => undefined);
        await listener.unsubscribe();
        await own.addContextListener(null, () => undefined);
        await own.disconnect();
        const added = {type: 'addContextListener', details: {contextType: 'acme.quote'}};
        expect(some.mock.calls).toEqual([[added]]);
        expect(all.mock.calls.map(([event]) => event)).toEqual([
            added,
            {type: 'addContextListener', details: {contextType: null}},
            {type: 'unsubscribe', details: {contextType: 'acme.quote'}},
            {type: 'unsubscribe', details: {contextType: null}},
            {type: 'disconnect'},
        ]);
    });

    test.each(['join', '__proto__', 'constructor', 5])('has no other events: %p', async (type) => {
        const {own} = await setUp();
        await expect(own.addEventListener(type as never, () => undefined)).rejects.toThrow(/^InvalidArguments$/);
    });

    test('calls a listener of events as often as it was added', async () => {
        const {own, theirs} = await setUp();
        const listener = jest.fn();
        const first = await theirs.addEventListener('disconnect', listener);
        await theirs.addEventListener('disconnect', listener);
        await first.unsubscribe();
        await own.disconnect();
        expect(listener).toHaveBeenCalledTimes(1);
    });

    test('calls the next listener, and answers the other app, when a listener throws', async () => {
        const {own, theirs, log, handler} = await setUp();
        const complain = jest.spyOn(console, 'error').mockImplementation(() => undefined);
        const fail = () => {
            throw new Error('no');
        };
        await theirs.addContextListener(null, fail);
        await theirs.addContextListener(null, handler);
        theirs.onAddContextListener(fail);
        theirs.onUnsubscribe(fail);
        theirs.onDisconnect(fail);
        watch(theirs, log, 'theirs');
        await own.addContextListener('acme.quote', () => undefined);
        theirs.onAddContextListener(fail);
        await own.broadcast(quote('1'));
        await own.disconnect();
        expect(log).toEqual([
            'theirs: added acme.quote',
            'acme.quote 1 Asker',
            'theirs: unsubscribed acme.quote',
            'theirs: disconnected',
        ]);
        expect(complain).toHaveBeenCalledTimes(5);
    });

    test.each([undefined, null, {}, 'x'])('takes functions alone: %p', async (handler) => {
        const {own} = await setUp();
        await expect(own.addContextListener(null, handler as never)).rejects.toThrow(/^InvalidArguments$/);
        await expect(own.addEventListener(null, handler as never)).rejects.toThrow(/^InvalidArguments$/);
        expect(() => own.onDisconnect(handler as never)).toThrow(/^InvalidArguments$/);
        await expect(own.broadcast(handler as never)).rejects.toThrow(/^MalformedContext$/);
    });

    test('cannot be made or had by its name', async () => {
        const {asker, own} = await setUp();
        await expect(asker.agent.getOrCreateChannel(own.id)).rejects.toThrow(/^AccessDenied$/);
    });
});

describe('a private channel is over', () => {
    const isOver = async (channel: PrivateChannel) => {
        await expect(channel.broadcast(quote('1'))).rejects.toThrow(/^AccessDenied$/);
        await expect(channel.addContextListener(null, () => undefined)).rejects.toThrow(/^AccessDenied$/);
        await expect(channel.getCurrentContext()).rejects.toThrow(/^AccessDenied$/);
        await channel.disconnect();
    };

    test('at both ends when one disconnects', async () => {
        const {own, theirs, log} = await setUp();
        watch(own, log, 'own');
        watch(theirs, log, 'theirs');
        const listener = await own.addContextListener('acme.quote', () => undefined);
        await own.disconnect();
        await own.disconnect();
        await listener.unsubscribe();
        expect(log).toEqual(['theirs: added acme.quote', 'theirs: unsubscribed acme.quote', 'theirs: disconnected']);
        await isOver(own);
        await isOver(theirs);
    });

    test('when the other app goes', async () => {
        const {own, theirs, log, asker} = await setUp();
        watch(theirs, log, 'theirs');
        await own.addContextListener('acme.quote', () => undefined);
        asker.leave();
        expect(log).toEqual(['theirs: added acme.quote', 'theirs: unsubscribed acme.quote', 'theirs: disconnected']);
        await isOver(theirs);
    });

    test('when either app loses the bus, and for both', async () => {
        const {own, theirs, log, asker} = await setUp();
        watch(own, log, 'own');
        watch(theirs, log, 'theirs');
        asker.lose();
        expect(log.sort()).toEqual(['own: disconnected', 'theirs: disconnected']);
        asker.comeBack();
        await isOver(own);
        await isOver(theirs);
    });
});

describe('a private channel is closed to strangers', () => {
    const actions = [
        'joinPrivateChannel',
        'publishOnPrivateChannel',
        'addedContextListenerOnPrivateChannel',
        'removedContextListenerOnPrivateChannel',
        'disconnectedFromPrivateChannel',
        'constructor',
        undefined,
    ];

    test('also to one that its handler returns it to', async () => {
        const {bus, raise} = await setUp();
        await expect(raise(bus.join('Late'))).rejects.toThrow(/^AccessDenied$/);
    });

    test.each(actions)('who say %p, even when they know its id', async (action) => {
        const {bus, own, theirs, quotes, asker, log, handler} = await setUp();
        const stranger = bus.join('Stranger');
        watch(theirs, log, 'theirs');
        watch(own, log, 'own');
        await theirs.addContextListener(null, handler);
        log.length = 0;
        const content = {channelId: own.id, contextType: 'acme.quote', payload: quote('false')};
        for (const victim of [quotes, asker]) {
            const message = {action, correlationId: own.id, collaborationObject: content};
            await expect(tell(stranger, victim, message)).rejects.toMatchObject({message: 'AccessDenied'});
        }
        expect(log).toEqual([]);
        await own.broadcast(quote('1'));
        expect(log).toEqual(['acme.quote 1 Asker']);
    });

    test('also to one that calls itself by the id of the other app', async () => {
        const {bus, own, theirs, quotes, asker, log, handler} = await setUp();
        await theirs.addContextListener(null, handler);
        await own.addContextListener(null, handler);
        const content = {channelId: own.id, contextType: 'acme.quote', payload: quote('false')};
        const message = {action: 'publishOnPrivateChannel', correlationId: own.id, collaborationObject: content};
        for (const [victim, other] of [
            [quotes, asker],
            [asker, quotes],
        ]) {
            const clone = bus.join('Clone', {instance: other.instance});
            await expect(tell(clone, victim, message)).rejects.toMatchObject({message: 'AccessDenied'});
        }
        expect(log).toEqual([]);
    });

    test.each([
        null,
        [],
        {},
        {correlationId: null},
        {correlationId: '__proto__', action: 'joinPrivateChannel'},
        {correlationId: {}, action: 'joinPrivateChannel'},
        {correlationId: ['x'], action: {}},
    ])('and a message of another shape is refused: %j', async (message) => {
        const {asker, quotes} = await setUp();
        await expect(tell(asker, quotes, message as never)).rejects.toMatchObject({message: 'AccessDenied'});
    });

    test.each([
        [{payload: 'text'}],
        [{payload: null}],
        [{payload: [{type: 'x'}]}],
        [{payload: {}}],
        [{payload: {type: 5}}],
        ['text'],
        [null],
        [[]],
    ])('and the other app reaches no listener with what is no context: %j', async (collaborationObject) => {
        const {asker, quotes, own, theirs, log, handler} = await setUp();
        await theirs.addContextListener(null, handler);
        const message = {action: 'publishOnPrivateChannel', correlationId: own.id, collaborationObject};
        await tell(asker, quotes, message).catch(() => undefined);
        expect(log).toEqual([]);
        await own.broadcast(quote('1'));
        expect(log).toEqual(['acme.quote 1 Asker']);
    });

    test('and an app cannot take the place of a channel by returning its id', async () => {
        const {bus, asker, own, theirs, log, handler} = await setUp();
        const thief = bus.join('Thief');
        await thief.glue.interop.registerAsync({name: 'Tick42.FDC3.Intents.Steal'}, (_args, _caller, succeed) =>
            succeed({fdc3intentChannel: {id: own.id, type: 'private'}}),
        );
        const stolen = await asker.agent.raiseIntent('Steal', {type: 'fdc3.nothing'});
        await expect(stolen.getResult()).rejects.toThrow(/^AccessDenied$/);
        await own.addContextListener(null, handler);
        await theirs.broadcast(quote('1'));
        expect(log).toEqual(['acme.quote 1 Quotes']);
    });

    test('and nothing is left of one that could not be joined', async () => {
        const {bus, asker} = await setUp();
        const thief = bus.join('Thief');
        const id = '___privateFDC3Channel___none';
        await thief.glue.interop.registerAsync({name: 'Tick42.FDC3.Intents.Steal'}, (_args, _caller, succeed) =>
            succeed({fdc3intentChannel: {id, type: 'private'}}),
        );
        const stolen = await asker.agent.raiseIntent('Steal', {type: 'fdc3.nothing'});
        await expect(stolen.getResult()).rejects.toThrow(/^AccessDenied$/);
        const message = {
            action: 'publishOnPrivateChannel',
            correlationId: id,
            collaborationObject: {payload: quote('')},
        };
        await expect(tell(thief, asker, message)).rejects.toMatchObject({message: 'AccessDenied'});
    });
});

test('a flood of messages from the other app ends with its channel', async () => {
    const {asker, quotes, own, theirs, log} = await setUp();
    const message = (action: string, contextType?: string) => ({
        action,
        correlationId: own.id,
        collaborationObject: {channelId: own.id, contextType},
    });
    for (let count = 0; count < 5000; count++) {
        await tell(asker, quotes, message('removedContextListenerOnPrivateChannel', `t${count}`));
        await tell(asker, quotes, message('addedContextListenerOnPrivateChannel', 'same'));
    }
    theirs.onDisconnect(() => log.push('disconnected'));
    await tell(asker, quotes, message('disconnectedFromPrivateChannel'));
    await settle();
    expect(log).toEqual(['disconnected']);
});
