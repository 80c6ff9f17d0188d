import {act} from '@testing-library/react';
import Glue42 from '../../../src/components/Glue42';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';
import {renderDashPage} from '../../fakes/dashPage';
import {createDashStore, flush} from '../../fakes/dashStore';

let connection = createFakeConnection();

type Props = {[prop: string]: unknown};

async function setUp(props: Props, others: {[id: string]: Props} = {}) {
    connection = createFakeConnection();
    const dash = createDashStore([]);
    dash.writeProps('glue', {children: 'the app', ...props});
    Object.keys(others).forEach((id) => dash.writeProps(id, others[id]));
    const page = renderDashPage(
        dash,
        connection,
        Object.fromEntries(['glue', ...Object.keys(others)].map((id) => [id, Glue42])),
    );
    await act(flush);
    const {bus} = createFakeBus();
    return {
        dash,
        page,
        connected: () => act(async () => connection.set({status: 'connected', platform: 'embedded', bus})),
        lost: () =>
            act(async () =>
                connection.set({
                    status: 'disconnected',
                    platform: 'embedded',
                    bus,
                    error: {code: 'connection_lost', message: 'the worker died.'},
                }),
            ),
        failed: () =>
            act(async () =>
                connection.set({status: 'failed', error: {code: 'not_connected', message: 'no platform.'}}),
            ),
    };
}

test('reports connecting, then everything about the connection in one go', async () => {
    const {page, connected} = await setUp({settings: {type: 'embedded'}});
    expect(connection.open).toHaveBeenCalledWith({type: 'embedded'});
    await connected();
    expect(page.written.glue).toEqual([
        {status: 'connecting'},
        {
            status: 'connected',
            platform: 'embedded',
            glueReady: true,
            isEnterprise: false,
            instance: {application: 'Test app', instance: 'i1'},
        },
    ]);
    expect(page.errors).toEqual([]);
});

test('a lost bus is an error, which is None again when it is back', async () => {
    const {page, connected, lost} = await setUp({});
    await connected();
    await lost();
    expect(page.props('glue')).toMatchObject({
        status: 'disconnected',
        glueReady: true,
        error: {message: 'Glue42 "glue": the worker died.'},
    });
    await connected();
    expect(page.props('glue')).toMatchObject({status: 'connected', error: null});
});

test('a failed connection is an error, in props and dev tools, and the children show', async () => {
    const {page, failed} = await setUp({fallback: 'wait'});
    await failed();
    expect(page.props('glue')).toMatchObject({
        status: 'failed',
        glueReady: false,
        error: {message: 'Glue42 "glue": no platform.', operation: 'connect'},
    });
    expect(page.errors).toEqual(['Glue42 "glue": no platform.']);
    expect(page.container.textContent).toBe('the app');
});

test('the children show at once without a fallback, with one when connected; a lost bus does not hide them', async () => {
    const {page} = await setUp({});
    expect(page.container.textContent).toBe('the app');
    const {page: waiting, connected, lost} = await setUp({fallback: 'wait'});
    expect(waiting.container.textContent).toBe('wait');
    await connected();
    expect(waiting.container.textContent).toBe('the app');
    await lost();
    expect(waiting.container.textContent).toBe('the app');
});

test('a second Glue42 reports an error and nothing else', async () => {
    const {page, dash, connected} = await setUp({}, {second: {}});
    await act(async () => dash.writeProps('second', {settings: {application: 'other'}}));
    await connected();
    expect(page.written.second).toEqual([
        {error: {message: 'Glue42 "second": There is one already.', operation: 'connect', code: 'not_connected'}},
    ]);
    expect(page.props('glue')).toMatchObject({status: 'connected', glueReady: true});
});

test('it connects with its own settings when the first one goes, not when that only gets others or is replaced', async () => {
    const {page, dash, connected} = await setUp({}, {second: {settings: {application: 'Second'}}});
    const opened = () =>
        connection.open.mock.calls.filter((_, n) => connection.open.mock.results[n].type === 'return').pop();
    await connected();
    await act(async () => dash.writeProps('glue', {settings: {application: 'First'}}));
    page.replace('glue');
    await act(flush);
    expect(opened()).toEqual([{application: 'First'}]);
    expect(page.written.second).toHaveLength(1);
    page.show('second');
    await act(flush);
    expect(opened()).toEqual([{application: 'Second'}]);
    await connected();
    expect(page.props('second')).toMatchObject({
        status: 'connected',
        platform: 'embedded',
        glueReady: true,
        error: null,
    });
    page.show();
    await act(flush);
    expect(connection.state().status).toBe('absent');
    expect(connection.listeners.size).toBe(0);
});

test('other settings connect anew, equal ones do not; unmounted, it disconnects', async () => {
    const close = jest.fn();
    const {page, dash} = await setUp({settings: {application: 'A'}});
    connection.open.mockReturnValue(close);
    await act(async () => dash.writeProps('glue', {settings: {application: 'A'}}));
    expect(connection.open).toHaveBeenCalledTimes(1);
    await act(async () => dash.writeProps('glue', {settings: {application: 'B'}}));
    expect(connection.open).toHaveBeenCalledTimes(2);
    page.show();
    expect(close).toHaveBeenCalledTimes(1);
});

test('settings without a form in JSON are an error, and right ones after them connect the page', async () => {
    const {dash, page} = await setUp({settings: {application: 1n}});
    expect(page.props('glue').error).toMatchObject({operation: 'connect', code: 'invalid_setting'});
    expect(connection.open).not.toHaveBeenCalled();
    await act(async () => dash.writeProps('glue', {settings: {application: 'Desk'}}));
    expect(connection.open.mock.calls).toEqual([[{application: 'Desk'}]]);
});
