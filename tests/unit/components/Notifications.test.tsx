import {act} from '@testing-library/react';
import Notifications from '../../../src/components/Notifications';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';
import {renderDashPage} from '../../fakes/dashPage';
import {createDashStore, nextTask} from '../../fakes/dashStore';

let connection = createFakeConnection();

type Raised = {
    id: string;
    onclick?: () => void;
    onaction?: (event: {action: string}) => void;
    onerror?: (event: {error: unknown; method: string}) => void;
};

async function setUp(props: {[prop: string]: unknown} = {}) {
    connection = createFakeConnection();
    const {bus} = createFakeBus();
    const raised: Raised[] = [];
    const sent: object[] = [];
    bus.glue!.interop.methods = () => [];
    bus.glue!.notifications = {
        maxActions: 2,
        raise: async (notification: object) => {
            sent.push(notification);
            raised.push({id: `n${sent.length}`});
            return raised[raised.length - 1];
        },
    };
    const dash = createDashStore([{output: 'x.children', inputs: ['n.clicked'], outputs: ['x.children']}]);
    dash.writeProps('n', props);
    const page = renderDashPage(dash, connection, {n: Notifications});
    const connect = () =>
        act(async () => {
            connection.set({status: 'connected', bus});
            await nextTask();
        });
    const write = (commands: {[prop: string]: unknown}) =>
        act(async () => {
            dash.writeProps('n', commands);
            await nextTask();
        });
    return {dash, page, raised, sent, connect, write};
}

test('says how many actions there can be, and raises what was written before it was connected', async () => {
    const {page, sent, connect, write} = await setUp({raise: {title: 'First'}});
    expect(page.props('n').maxActions).toBeUndefined();
    await write({notify: {title: 'Second'}});
    await connect();
    expect(page.props('n').maxActions).toBe(2);
    expect(sent).toEqual([{title: 'First'}, {title: 'Second'}]);
});

test('two clicks in one go are two events', async () => {
    const {dash, page, raised, connect, write} = await setUp();
    await connect();
    await write({raise: {title: 'One', actions: [{action: 'a', title: 'A'}]}});
    await act(async () => {
        raised[0].onaction!({action: 'a'});
        raised[0].onclick!();
        await nextTask();
    });
    expect(page.props('n').clicked).toMatchObject({id: 'n1', title: 'One', action: 'a'});
    await act(async () => {
        dash.runs[0].send();
        await dash.runs[0].settle({data: {}});
    });
    expect(page.props('n').clicked).toMatchObject({id: 'n1', title: 'One', action: null});
});

test('wrong commands and clicks that fail are errors', async () => {
    const {page, raised, connect, write} = await setUp();
    await connect();
    await write({notify: {}});
    expect(page.props('n').error).toEqual({
        message: 'Notifications "n": notify: "title" must be a non-empty string, not None.',
        operation: 'notify',
        code: 'invalid_command',
    });
    await write({raise: {title: 'One'}});
    expect(page.props('n').error).toBeNull();
    await act(async () => raised[0].onerror!({error: {message: 'Can not find a method matching {}'}, method: 'Show'}));
    expect(page.props('n').error).toEqual({
        message: 'Notifications "n": a click on "One": No app on this bus offers "Show".',
        operation: 'clickInterop',
        code: 'method_not_found',
    });
});
