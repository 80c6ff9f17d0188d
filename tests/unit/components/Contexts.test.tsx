import {act} from '@testing-library/react';
import Contexts from '../../../src/components/Contexts';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';
import {createFakeContexts} from '../../fakes/contexts';
import {renderDashPage} from '../../fakes/dashPage';
import {createDashStore, nextTask} from '../../fakes/dashStore';

async function setUp({isConnected = true, ...props}: {isConnected?: boolean; [prop: string]: unknown} = {}) {
    const connection = createFakeConnection();
    const contexts = createFakeContexts();
    const {bus} = createFakeBus({contexts});
    const destroyed: string[] = [];
    Object.assign(bus.glue!.contexts!, {destroy: async (name: string) => void destroyed.push(name)});
    const connect = () =>
        act(async () => {
            connection.set({status: 'connected', bus});
            await nextTask();
        });
    const dash = createDashStore([]);
    dash.writeProps('all', props);
    const page = renderDashPage(dash, connection, {all: Contexts});
    if (isConnected) {
        await connect();
    }
    const write = (commands: {[prop: string]: unknown}) =>
        act(async () => {
            dash.writeProps('all', commands);
            await nextTask();
        });
    return {page, write, connect, contexts, connection, destroyed};
}

test('reports the names of all contexts, sorted, and writes any of them', async () => {
    const {page, write, contexts} = await setUp();
    expect(page.props('all').all).toEqual([]);
    jest.useFakeTimers({doNotFake: ['queueMicrotask', 'setTimeout']});
    page.show();
    page.show('all');
    await write({update: {name: 'quote', data: {bid: 1}}});
    await write({update: {name: 'client', data: {name: 'Ann'}}});
    await act(() => jest.advanceTimersByTimeAsync(300));
    expect(page.props('all').all).toEqual(['client', 'quote']);
    expect(contexts.states.get('client')).toEqual({name: 'Ann'});
    expect(page.errors).toEqual([]);
});

test('commands that the layout brings or that are written while the page connects are performed then, in order', async () => {
    const {write, connect, contexts, destroyed} = await setUp({
        isConnected: false,
        update: {name: 'client', data: {n: 1}},
    });
    await write({update: {name: 'client', data: {n: 2}}});
    await write({destroy: {name: 'quote'}});
    expect(contexts.writes).toEqual([]);
    await connect();
    expect(contexts.states.get('client')).toEqual({n: 2});
    expect(destroyed).toEqual(['quote']);
});

test('a wrong command is an error, which the next success clears', async () => {
    const {page, write} = await setUp();
    await write({destroy: {}});
    expect(page.props('all').error).toEqual({
        message: 'Contexts "all": destroy: "name" must be a non-empty string, not None.',
        operation: 'destroy',
        code: 'invalid_command',
    });
    await write({destroy: {name: 'client'}});
    expect(page.props('all').error).toBeNull();
});

test('on a bus without contexts it says so', async () => {
    const {page, connection} = await setUp({isConnected: false});
    await act(async () => {
        connection.set({status: 'connected', bus: createFakeBus().bus});
        await nextTask();
    });
    expect(page.props('all').error).toMatchObject({operation: 'subscribe', code: 'unsupported'});
});

test('removed, it leaves nothing', async () => {
    const {page, connection} = await setUp();
    page.show();
    await act(nextTask);
    expect(connection.listeners.size).toBe(0);
});
