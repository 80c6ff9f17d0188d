import type {Connection} from '../../../src/connection/connection';
import {performInvoke} from '../../../src/interop/performInvoke';
import {createGatewayBus, until} from '../../fakes/gatewayBus';

let bus: ReturnType<typeof createGatewayBus>;
let one: Connection;
let other: Connection;

const isConnected = () => [one, other].every((page) => page.state().status === 'connected');

beforeEach(async () => {
    bus = createGatewayBus();
    [one, other] = [bus.openPage('one'), bus.openPage('other')];
    await until(isConnected);
});
afterEach(() => bus.close());

/** The page offers a method; returns with which arguments it was invoked. */
async function offer(page: Connection, name: string): Promise<unknown[]> {
    const invoked: unknown[] = [];
    await page.state().bus!.glue!.interop.register(name, (args: unknown) => {
        invoked.push(args);
        return {by: page === one ? 'one' : 'other'};
    });
    return invoked;
}

const invoke = (command: object) => performInvoke({argumentObj: {n: 1}, ...command}, one, 'MethodInvoke');

/** What has begun waits for the bus or for a method. */
const nextTask = () => new Promise((resolve) => setTimeout(resolve));

test('an invocation waits for the app that it is for, also across losses of the bus, and is sent once', async () => {
    const pending = invoke({definition: 'Later', target: {application: 'other'}});
    const wrong = await offer(one, 'Later');
    for (let losses = 0; losses < 2; losses += 1) {
        bus.kill();
        await until(isConnected);
    }
    const invoked = await offer(other, 'LATER');
    expect(await pending).toMatchObject({error: null, invocationResult: {returned: {by: 'other'}}});
    expect([invoked, wrong]).toEqual([[{n: 1}], []]);
});

test('an invocation that has been sent is lost with the bus, and is not sent again', async () => {
    const {interop} = other.state().bus!.glue!;
    let count = 0;
    await interop.registerAsync('Never', () => void (count += 1));
    const pending = invoke({definition: 'Never'});
    await until(() => count === 1);
    bus.kill();
    expect((await pending)!.error).toMatchObject({code: 'connection_lost'});
    await until(isConnected);
    const invoked = await offer(other, 'Now');
    expect((await invoke({definition: 'Now'}))!.error).toBeNull();
    expect([count, invoked]).toEqual([1, [{n: 1}]]);
});

test('an invocation waits for its time and no longer, whatever is lost in it', async () => {
    const pending = invoke({definition: 'Missing', options: {waitTimeoutMs: 300}});
    await nextTask();
    bus.kill();
    const {code} = (await pending)!.error!;
    expect(['method_not_found', 'not_connected']).toContain(code);
    await until(isConnected);
    expect((await invoke({definition: 'Missing', options: {waitTimeoutMs: 10}}))!.error).toMatchObject({
        code: 'method_not_found',
        message: 'No app on this bus offers "Missing" (waited 0.01 s).',
    });
});

test('an invocation that waits ends when a stream of that name comes', async () => {
    const pending = invoke({definition: 'Prices'});
    await other.state().bus!.glue!.interop.createStream('Prices');
    expect((await pending)!.error).toMatchObject({code: 'method_not_found'});
});

test('a page that leaves its bus gives up what waits there', async () => {
    const pending = invoke({definition: 'Missing'});
    await nextTask();
    bus.close();
    expect((await pending)!.error).toMatchObject({code: 'connection_lost'});
});
