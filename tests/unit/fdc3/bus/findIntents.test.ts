import {createFdc3Bus} from '../../../fakes/fdc3Bus';

const instrument = {type: 'fdc3.instrument'};
const records: object[] = [
    {
        appId: 'chart@bank.com',
        name: 'chart',
        title: 'Chart',
        details: {url: '/chart'},
        interop: {
            intents: {
                listensFor: {
                    ViewChart: {
                        contexts: ['fdc3.instrument'],
                        displayName: 'View chart',
                        resultType: 'channel<acme.tick>',
                    },
                    constructor: {contexts: ['acme.odd']},
                },
            },
        },
    },
    {
        appId: 'quotes',
        interop: {intents: {listensFor: {ViewQuote: {contexts: ['fdc3.instrument'], resultType: 'fdc3.valuation'}}}},
    },
];
const noHandler = async () => undefined;

describe('an intent is found', () => {
    test('in the directory, with the names that the record has for it and for the app', async () => {
        const {agent} = createFdc3Bus().join('Asker', {apps: records});
        expect(await agent.findIntent('ViewChart')).toEqual({
            intent: {name: 'ViewChart', displayName: 'View chart'},
            apps: [{appId: 'chart@bank.com', name: 'chart', title: 'Chart', resultType: 'channel<acme.tick>'}],
        });
    });

    test('of a running page too, by what its flags say', async () => {
        const bus = createFdc3Bus();
        const {agent} = bus.join('Asker');
        const news = bus.join('News');
        await news.agent.addIntentListener('ViewNews', noHandler, {
            contextTypes: ['fdc3.organization'],
            resultType: 'acme.headline',
            displayName: 'View news',
        });
        expect(await agent.findIntent('ViewNews', {type: 'fdc3.organization'}, 'acme.headline')).toEqual({
            intent: {name: 'ViewNews', displayName: 'View news'},
            apps: [{appId: 'News', name: 'News', instanceId: news.instance, resultType: 'acme.headline'}],
        });
        await expect(agent.findIntent('ViewNews', instrument)).rejects.toThrow(/^NoAppsFound$/);
        await expect(agent.findIntent('ViewNews', undefined, 'other')).rejects.toThrow(/^NoAppsFound$/);
    });

    test('of a running page by its record, where the page itself says nothing', async () => {
        const bus = createFdc3Bus();
        const {agent} = bus.join('Asker', {apps: records});
        const quotes = bus.join('quotes', {apps: records});
        await quotes.agent.addIntentListener('ViewQuote', noHandler);
        const {apps} = await agent.findIntent('ViewQuote', instrument, 'fdc3.valuation');
        expect(apps).toEqual([
            {appId: 'quotes', resultType: 'fdc3.valuation'},
            {appId: 'quotes', instanceId: quotes.instance, resultType: 'fdc3.valuation'},
        ]);
        expect(quotes.methods.get('Tick42.FDC3.Intents.ViewQuote')?.definition.flags).toEqual({
            intent: {contextTypes: ['fdc3.instrument'], resultType: 'fdc3.valuation'},
        });
    });

    test('by any type of context when the listener names none, and by "fdc3.nothing" whatever it names', async () => {
        const bus = createFdc3Bus();
        const {agent} = bus.join('Asker', {apps: records});
        await bus.join('News').agent.addIntentListener('ViewNews', noHandler);
        expect((await agent.findIntent('ViewNews', instrument)).apps.length).toBe(1);
        expect((await agent.findIntent('ViewChart', {type: 'fdc3.nothing'})).apps.length).toBe(1);
        await expect(agent.findIntent('ViewChart', {type: 'fdc3.contact'})).rejects.toThrow('NoAppsFound');
    });

    test('by "channel" also when its channel has contents of a type, and by that type alone', async () => {
        const {agent} = createFdc3Bus().join('Asker', {apps: records});
        expect((await agent.findIntent('ViewChart', instrument, 'channel')).apps.length).toBe(1);
        expect((await agent.findIntent('ViewChart', instrument, 'channel<acme.tick>')).apps.length).toBe(1);
        await expect(agent.findIntent('ViewChart', instrument, 'channel<acme.other>')).rejects.toThrow('NoAppsFound');
    });

    test('among those that the platform itself can start', async () => {
        const all = async () => [
            {
                name: 'ViewMap',
                handlers: [
                    {type: 'app' as const, applicationName: 'maps', contextTypes: ['fdc3.country']},
                    {type: 'instance' as const, applicationName: 'maps', instanceId: 'm1'},
                ],
            },
        ];
        const {agent} = createFdc3Bus().join('Asker', {apis: {intents: {all, raise: jest.fn()}}});
        expect((await agent.findIntent('ViewMap', {type: 'fdc3.country'})).apps).toEqual([{appId: 'maps'}]);
    });

    test('not when it is unknown, or only a stream or another method has its name', async () => {
        const bus = createFdc3Bus();
        const {agent, glue} = bus.join('Asker', {apps: records});
        await glue.interop.registerAsync(
            {name: 'Tick42.FDC3.Intents.Ticks', supportsStreaming: true} as never,
            () => undefined,
        );
        await glue.interop.registerAsync({name: 'Plain'}, () => undefined);
        for (const intent of ['Ticks', 'Plain', 'toString', '__proto__']) {
            await expect(agent.findIntent(intent)).rejects.toThrow(/^NoAppsFound$/);
        }
        expect((await agent.findIntent('constructor')).apps.length).toBe(1);
    });

    test.each([undefined, null, '', 5, {}])('not without a name: %p', async (intent) => {
        const {agent} = createFdc3Bus().join('Asker');
        await expect(agent.findIntent(intent as never)).rejects.toThrow(/^InvalidArguments$/);
        await expect(agent.raiseIntent(intent as never, instrument)).rejects.toThrow(/^InvalidArguments$/);
        await expect(agent.addIntentListener(intent as never, noHandler)).rejects.toThrow(/^InvalidArguments$/);
    });
});

describe('the intents for a context', () => {
    test('are those that name its type, with all apps that take it', async () => {
        const bus = createFdc3Bus();
        const {agent} = bus.join('Asker', {apps: records});
        const any = bus.join('Any');
        await any.agent.addIntentListener('ViewChart', noHandler);
        await any.agent.addIntentListener('ViewAll', noHandler);
        const found = await agent.findIntentsByContext(instrument);
        expect(found.map(({intent, apps}) => [intent, apps.map(({appId}) => appId)])).toEqual([
            [{name: 'ViewChart', displayName: 'View chart'}, ['chart@bank.com', 'Any']],
            [{name: 'ViewQuote', displayName: 'ViewQuote'}, ['quotes']],
        ]);
        expect((await agent.findIntentsByContext(instrument, 'fdc3.valuation')).length).toBe(1);
        await expect(agent.findIntentsByContext({type: 'acme.none'})).rejects.toThrow(/^NoAppsFound$/);
        await expect(agent.findIntentsByContext({} as never)).rejects.toThrow(/^MalformedContext$/);
    });

    test.each([5, null, {}, ['Tick42.FDC3.Intents.ViewChart']])(
        'are found whatever other apps have registered as the name of a method: %p',
        async (name) => {
            const bus = createFdc3Bus();
            const {agent} = bus.join('Asker', {apps: records});
            const hostile = bus.join('Hostile');
            await hostile.agent.addIntentListener('ViewChart', noHandler);
            await hostile.glue.interop.registerAsync({name: name as never}, () => undefined);
            expect(await agent.findIntentsByContext(instrument)).toHaveLength(2);
            expect((await agent.findIntent('ViewChart', instrument)).apps).toHaveLength(2);
        },
    );

    test.each([
        null,
        'flags',
        {intent: null},
        {intent: 'x'},
        {intent: {contextTypes: 'fdc3.instrument', displayName: {}, resultType: 5}},
        {intent: {contextTypes: [null, {}, 5], displayName: [], resultType: []}},
        {intent: {contextTypes: {includes: 'x', length: 1}}},
    ])('are found whatever the flags of a method of another app hold: %p', async (flags) => {
        const bus = createFdc3Bus();
        const {agent} = bus.join('Asker', {apps: records});
        const {glue} = bus.join('Hostile');
        await glue.interop.registerAsync(
            {name: 'Tick42.FDC3.Intents.ViewChart', flags: flags as never},
            () => undefined,
        );
        const [found] = await agent.findIntentsByContext(instrument);
        expect(found.intent).toEqual({name: 'ViewChart', displayName: 'View chart'});
        expect((await agent.findIntent('ViewChart')).apps.at(-1)?.resultType).toBeUndefined();
    });
});
