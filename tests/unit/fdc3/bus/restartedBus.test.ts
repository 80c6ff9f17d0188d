import {createBusAgent} from '../../../../src/fdc3/bus/busAgent';
import {createGatewayBus, until} from '../../../fakes/gatewayBus';

jest.mock('../../../../src/async/timeouts', () => ({
    ...jest.requireActual<object>('../../../../src/async/timeouts'),
    // No other page brings the channels back.
    peersReturnTimeoutMs: 200,
}));

test('a broadcast right after a restart of the bus waits for its channel, and does not make one without a name', async () => {
    const bus = createGatewayBus();
    const page = bus.openPage('one');
    await until(() => page.state().status === 'connected');
    const agent = createBusAgent(page, []);
    await agent.joinUserChannel('fdc3.channel.1');
    const {channels} = page.state().bus!.glue!;
    const [red, ...others] = await channels!.list();

    bus.kill();
    await agent.broadcast({type: 'desk.client', id: {n: '7'}});
    expect(await channels!.list()).toEqual([
        {...red, data: {'fdc3_desk&client': {id: {n: '7'}}}, dash_glue42_broadcast: expect.any(String)},
        ...others,
    ]);
    bus.close();
});
