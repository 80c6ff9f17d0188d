import {ask, whileConnected} from '../../../../src/connection/ask';
import {createStreamKeeper, type StreamState} from '../../../../src/interop/streams/keepSubscribed';
import {createGatewayBus, until} from '../../../fakes/gatewayBus';

/** A page that follows a stream. */
function follow(connection: Parameters<typeof whileConnected>[0], definition: string) {
    const items: unknown[] = [];
    const states: StreamState['status'][] = [];
    const keep = createStreamKeeper(
        {definition, args: {}, target: 'all'},
        {
            onItem: (item) => void items.push(item),
            onGap: () => undefined,
            onState: ({status}) => void states.push(status),
        },
    );
    whileConnected(connection, keep);
    return {items, isSubscribed: () => states.at(-1) === 'subscribed'};
}

test('a page that follows its own stream, too, loses the bus again and again, and no listener misses a loss', async () => {
    const errors = jest.spyOn(console, 'error');
    const bus = createGatewayBus();
    const [one, other] = [bus.openPage('one'), bus.openPage('other')];
    const isConnected = () => [one, other].every((page) => page.state().status === 'connected');
    await until(isConnected);
    const glue = one.state().bus!.glue!;
    const stream = await glue.interop.createStream('Prices');
    const own = follow(one, 'Prices');
    const others = follow(other, 'Prices');

    for (const n of [1, 2, 3]) {
        await until(() => own.isSubscribed() && others.isSubscribed());
        stream.push({n});
        await until(() => own.items.length === n && others.items.length === n);
        const underWay = ask(one, () => new Promise(() => undefined));
        bus.kill();
        await expect(underWay).rejects.toMatchObject({code: 'connection_lost'});
        if (n === 2) {
            // Before the library has come back.
            bus.kill();
        }
        await until(isConnected);
    }
    await until(() => own.isSubscribed() && others.isSubscribed());
    expect(
        stream
            .subscriptions()
            .map(({instance}) => instance.application)
            .sort(),
    ).toEqual(['one', 'other']);
    bus.close();
    expect(errors).not.toHaveBeenCalled();
});
