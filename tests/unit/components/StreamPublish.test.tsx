import {act, waitFor} from '@testing-library/react';
import StreamPublish from '../../../src/components/StreamPublish';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';
import {renderDashPage} from '../../fakes/dashPage';
import {createDashStore, flush, nextTask} from '../../fakes/dashStore';

async function setUp(props: object) {
    const connection = createFakeConnection();
    const {bus, streams} = createFakeBus();
    connection.set({status: 'connected', bus});
    const dash = createDashStore([]);
    dash.writeProps('prices', {definition: 'Prices', ...props});
    const page = renderDashPage(dash, connection, {prices: StreamPublish});
    await act(flush);
    return {dash, page, streams, connection};
}

test('publishes its definition, sends what callbacks push, and leaves with the page', async () => {
    const {dash, page, streams, connection} = await setUp({});
    expect([...streams.published.keys()]).toEqual(['Prices']);
    const {received} = streams.subscribe('Prices');
    await act(flush);
    await act(async () => {
        dash.writeProps('prices', {push: {data: {n: 1}}});
        dash.writeProps('prices', {push: {data: {n: 2}}});
    });
    expect(received).toEqual([{n: 1}, {n: 2}]);

    page.show();
    await waitFor(() => {
        expect(streams.published.size).toBe(0);
        expect(connection.listeners.size).toBe(0);
    });
    expect(page.errors).toEqual([]);
});

test('what the layout brings is pushed once, also when Dash replaces the component', async () => {
    const {page, streams} = await setUp({push: {data: {n: 1}}});
    await act(async () => page.replace('prices'));
    await act(nextTask);
    expect(streams.createStream).toHaveBeenCalledTimes(1);
    const {received} = streams.subscribe('Prices');
    await act(flush);
    expect(received).toEqual([{n: 1}]);
});
