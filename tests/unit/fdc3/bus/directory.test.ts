import {directoryTimeoutMs} from '../../../../src/async/timeouts';
import {createFdc3Bus, settle} from '../../../fakes/fdc3Bus';

const instrument = {type: 'fdc3.instrument'};
const chart = {appId: 'chart', details: {url: '/chart'}, interop: {intents: {listensFor: {ViewChart: {contexts: []}}}}};
const noHandler = async () => undefined;

const fetchMock = jest.fn();
const answers = (body: unknown, status = 200) =>
    fetchMock.mockResolvedValueOnce({ok: status === 200, status, json: async () => body});

beforeEach(() => {
    globalThis.fetch = fetchMock.mockReset();
});
afterEach(() => {
    jest.useRealTimers();
});

const appsOf = async (agent: {findIntent: (intent: string) => Promise<{apps: {appId: string}[]}>}) =>
    (await agent.findIntent('ViewChart')).apps.map(({appId}) => appId);

describe('the directory of apps', () => {
    test.each([
        ['a list', [chart]],
        ['what an AppD server answers', {applications: [chart], message: 'OK'}],
        ['the record of one app', chart],
    ])('is read from its address once: %s', async (_, body) => {
        answers(body);
        const {agent} = createFdc3Bus().join('Asker', {apps: '/v2/apps'});
        expect(await appsOf(agent)).toEqual(['chart']);
        expect(await appsOf(agent)).toEqual(['chart']);
        expect(fetchMock.mock.calls).toEqual([['/v2/apps']]);
    });

    test.each([
        ['another status', () => answers({}, 503), '(status 503)'],
        ['no list', () => answers({applications: 5}), '(no list of apps)'],
        ['nothing', () => answers(null), '(no list of apps)'],
        [
            'no JSON',
            () => fetchMock.mockResolvedValueOnce({ok: true, json: () => Promise.reject(new Error('<html>'))}),
            '(<html>)',
        ],
        ['no server', () => fetchMock.mockRejectedValueOnce(new TypeError('Failed to fetch')), '(Failed to fetch)'],
    ])(
        'that could not be read is why an app is missing, and is read again by the next call: %s',
        async (_, fail, why) => {
            const {agent} = createFdc3Bus().join('Asker', {apps: '/v2/apps'});
            for (const call of [
                () => agent.findIntent('ViewChart'),
                () => agent.findIntentsByContext(instrument),
                () => agent.raiseIntent('ViewChart', instrument),
                () => agent.raiseIntent('ViewChart', instrument, {appId: 'chart'}),
                () => agent.open({appId: 'chart'}),
                () => agent.findInstances({appId: 'chart'}),
                () => agent.getAppMetadata({appId: 'chart'}),
            ]) {
                fail();
                await expect(call()).rejects.toMatchObject({
                    code: 'not_connected',
                    message: `the app directory at /v2/apps could not be read ${why}: check settings["fdc3"]["apps"] of Glue42.`,
                });
            }
            answers([chart]);
            expect(await appsOf(agent)).toEqual(['chart']);
        },
    );

    test('that could not be read does not keep running apps from each other', async () => {
        fetchMock.mockRejectedValue(new TypeError('Failed to fetch'));
        const bus = createFdc3Bus();
        const {agent} = bus.join('Asker', {apps: '/v2/apps'});
        const other = bus.join('Chart', {apps: '/v2/apps'});
        await other.agent.addIntentListener('ViewChart', noHandler);
        const {source} = await agent.raiseIntent('ViewChart', instrument);
        expect(source.instanceId).toBe(other.instance);
        expect(await agent.findInstances({appId: 'Chart'})).toHaveLength(1);
        expect((await agent.getInfo()).appMetadata).toMatchObject({appId: 'Asker', name: 'Asker'});
    });

    test('that does not answer holds up an app no longer than its time limit', async () => {
        fetchMock.mockReturnValue(new Promise(() => undefined));
        const {agent} = createFdc3Bus().join('Chart', {apps: '/v2/apps'});
        jest.useFakeTimers();
        const listening = jest.fn();
        void agent.addIntentListener('ViewChart', noHandler).then(listening);
        await jest.advanceTimersByTimeAsync(directoryTimeoutMs);
        expect(listening).toHaveBeenCalled();
    });

    test('leaves out what is no record, and of a record what has a wrong form', async () => {
        const apps = [
            null,
            'chart',
            5,
            [],
            {},
            {appId: ''},
            {appId: 5},
            {appId: 'a', details: 'x', interop: 'x'},
            {appId: 'b', details: {url: {}}, interop: {intents: 5}},
            {appId: 'c', interop: {intents: {listensFor: [1]}}},
            {appId: 'd', interop: {intents: {listensFor: {ViewChart: null}}}},
            {
                appId: 'e',
                interop: {
                    intents: {listensFor: {ViewChart: {contexts: 'fdc3.instrument', displayName: {}, resultType: 5}}},
                },
            },
            JSON.parse(
                '{"appId": "__proto__", "interop": {"intents": {"listensFor": {"__proto__": {"contexts": []}}}}}',
            ),
            chart,
        ] as object[];
        const {agent} = createFdc3Bus().join('Asker', {apps});
        expect(await agent.findIntent('ViewChart')).toEqual({
            intent: {name: 'ViewChart', displayName: 'ViewChart'},
            apps: [{appId: 'd'}, {appId: 'e'}, {appId: 'chart'}],
        });
        expect(await agent.getAppMetadata({appId: '__proto__'})).toEqual({appId: '__proto__'});
        await expect(agent.getAppMetadata({appId: 'constructor'})).rejects.toThrow(/^TargetAppUnavailable$/);
    });
});

describe('an app says of itself and of others', () => {
    const record = {...chart, name: 'charts', title: 'Charts', version: '1.2', icons: [{src: '/i.png'}], secret: 1};
    const metadata = {appId: 'chart', name: 'charts', title: 'Charts', version: '1.2', icons: [{src: '/i.png'}]};

    test('what its record has', async () => {
        const bus = createFdc3Bus();
        const {agent, instance: instanceId} = bus.join('chart', {apps: [record]});
        expect(await agent.getInfo()).toEqual({
            fdc3Version: '2.2',
            provider: 'dash_glue42',
            providerVersion: expect.any(String),
            optionalFeatures: {
                OriginatingAppMetadata: true,
                UserChannelMembershipAPIs: true,
                DesktopAgentBridging: false,
            },
            appMetadata: {...metadata, instanceId},
        });
        expect(await agent.getAppMetadata({appId: 'chart'})).toEqual(metadata);
        expect(await agent.getAppMetadata({appId: 'chart', instanceId})).toEqual({...metadata, instanceId});
    });

    test('its name on the bus without a record', async () => {
        const bus = createFdc3Bus();
        const {agent} = bus.join('Asker');
        const {instance: instanceId} = bus.join('Other');
        const own = {appId: 'Other', name: 'Other'};
        expect(await agent.getAppMetadata({appId: 'Other'})).toEqual(own);
        expect(await agent.getAppMetadata({appId: 'Other', instanceId})).toEqual({...own, instanceId});
    });

    test.each([
        ['TargetAppUnavailable', {appId: 'Nobody'}],
        ['TargetAppUnavailable', {}],
        ['TargetAppUnavailable', undefined],
        ['TargetInstanceUnavailable', {appId: 'Asker', instanceId: 'x'}],
    ])('nothing of one that is not there: %s', async (failure, app) => {
        const {agent} = createFdc3Bus().join('Asker');
        await expect(agent.getAppMetadata(app as never)).rejects.toThrow(failure);
    });

    test('which instances of it run', async () => {
        const bus = createFdc3Bus();
        const {agent, instance} = bus.join('Asker', {apps: [chart]});
        const other = bus.join('Asker');
        await settle();
        expect(await agent.findInstances({appId: 'Asker'})).toEqual([
            {appId: 'Asker', instanceId: instance},
            {appId: 'Asker', instanceId: other.instance},
        ]);
        other.leave();
        expect(await agent.findInstances({appId: 'Asker'})).toHaveLength(1);
        expect(await agent.findInstances({appId: 'chart'})).toEqual([]);
        await expect(agent.findInstances({appId: 'Nobody'})).rejects.toThrow(/^NoAppsFound$/);
        await expect(agent.findInstances(undefined as never)).rejects.toThrow(/^NoAppsFound$/);
    });
});
