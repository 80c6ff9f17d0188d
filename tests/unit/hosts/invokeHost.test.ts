import {createInvokeHost} from '../../../src/hosts/invokeHost';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';
import {placeComponent} from '../../fakes/dashComponent';
import {createDashStore, flush} from '../../fakes/dashStore';

/** How often the file of awaited results does not come. */
let mockFailures = 0;
jest.mock('../../../src/hosts/awaitedResults', () => {
    if (mockFailures-- > 0) {
        throw Object.assign(new Error('no file'), {name: 'ChunkLoadError'});
    }
    return jest.requireActual<object>('../../../src/hosts/awaitedResults');
});

function setUp() {
    const connection = createFakeConnection();
    const {bus, ...fake} = createFakeBus();
    connection.set({status: 'connected', bus});
    const dash = createDashStore([{output: 'log', inputs: ['ask.result'], outputs: ['log.children']}]);
    const {component, written, errors} = placeComponent('MethodInvoke', dash, 'ask');
    const host = createInvokeHost(component, connection);
    return {...fake, host, connection, dash, written, errors};
}

test('every entry of a command is invoked, and its result handed over when the callbacks of the one before have ended', async () => {
    const {host, dash, sent, written} = setUp();
    host.readers.invoke([
        {definition: 'Sum', invocationId: 'first'},
        {definition: 'Sum', invocationId: 'second'},
    ]);
    await flush();
    expect(sent).toHaveLength(2);
    expect(written).toMatchObject([{result: {invocationId: 'first'}}]);
    dash.runs[0].send();
    await dash.runs[0].settle({data: {}});
    expect(written).toMatchObject([{result: {invocationId: 'first'}}, {result: {invocationId: 'second'}}]);
});

test('the same object is one command, an equal one is another', async () => {
    const {host, sent} = setUp();
    const command = {definition: 'Sum'};
    [command, command, {...command}].forEach((value) => host.readers.invoke(value));
    await flush();
    expect(sent).toHaveLength(2);
});

test.each<unknown>([
    'text',
    5,
    [],
    {},
    {invoke: [], collected: 'a'},
    {invoke: {}, collected: []},
    {invoke: [null], collected: []},
])('%j in the prop of awaited invocations is ignored', async (value) => {
    const {host, sent, written} = setUp();
    host.readers.await(value);
    await flush();
    expect([sent, written]).toEqual([[], []]);
    host.readers.await({invoke: [{definition: 'Sum', invocationId: 'a'}], collected: []});
    await flush();
    expect(sent).toHaveLength(1);
});

test('a page without a bus reports no result', async () => {
    const {host, connection, written} = setUp();
    connection.set({status: 'connected', bus: {...createFakeBus().bus, glue: null}});
    host.readers.invoke({definition: 'Sum'});
    await flush();
    expect(written).toEqual([]);
});

describe('with a file of awaited results that does not come at first', () => {
    beforeEach(() => {
        jest.useFakeTimers();
        jest.resetModules();
        window.fetch = jest.fn(() => Promise.reject(new Error('offline')));
        mockFailures = 1;
    });
    afterEach(() => {
        jest.useRealTimers();
    });

    const begin = () => {
        const {host, sent} = setUp();
        host.readers.await({invoke: [{definition: 'Sum', invocationId: 'a'}], collected: []});
        return {host, sent};
    };

    test('awaited invocations wait for it', async () => {
        const {sent} = begin();
        await jest.advanceTimersByTimeAsync(1000);
        expect(sent).toHaveLength(1);
    });

    test('a component that is removed meanwhile leaves nothing', async () => {
        const {host, sent} = begin();
        await flush();
        host.dispose();
        await jest.advanceTimersByTimeAsync(1000);
        expect([sent.length, jest.getTimerCount()]).toEqual([0, 0]);
    });
});
