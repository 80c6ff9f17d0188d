import {act} from '@testing-library/react';
import Windows from '../../../src/components/Windows';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';
import {renderDashPage} from '../../fakes/dashPage';
import {createDashStore, nextTask} from '../../fakes/dashStore';

let connection = createFakeConnection();

async function setUp(definitions: Parameters<typeof createDashStore>[0] = []) {
    connection = createFakeConnection();
    const {bus} = createFakeBus();
    const open = jest.fn(async (name: string): Promise<object> => ({id: `id of ${name}`, name}));
    Object.assign(bus.glue!, {windows: {open}});
    connection.set({status: 'connected', bus});
    const dash = createDashStore(definitions);
    dash.writeProps('w', {});
    const page = renderDashPage(dash, connection, {w: Windows});
    const write = (...commands: unknown[]) =>
        act(async () => {
            commands.forEach((command) => dash.writeProps('w', {open: command}));
            await nextTask();
        });
    return {dash, page, open, write};
}

test('two windows opened in one go are two events, the second when the first has been handled', async () => {
    const {dash, page, open, write} = await setUp([
        {output: 'x.children', inputs: ['w.opened'], outputs: ['x.children']},
    ]);
    await write({name: 'a', url: '/a'}, {name: 'b', url: '/b'});
    expect(open.mock.calls.map(([name]) => name)).toEqual(['a', 'b']);
    expect(page.props('w').opened).toMatchObject({id: 'id of a', name: 'a', url: 'http://localhost/a'});
    await act(async () => {
        dash.runs[0].send();
        await dash.runs[0].settle({data: {}});
    });
    expect(page.props('w').opened).toMatchObject({id: 'id of b', name: 'b', url: 'http://localhost/b'});
});

test('a window that is not opened is an error, which the next one clears', async () => {
    const {page, open, write} = await setUp();
    open.mockRejectedValueOnce(
        new Error('with reason: "Cannot open a window with name: a, because a window with that name already exists."'),
    );
    await write({name: 'a', url: '/a'});
    expect(page.props('w').error).toEqual({
        message:
            'Windows "w": open: a window named "a" is open already: close it, or open this one under another name.',
        operation: 'open',
        code: 'name_taken',
    });
    expect(page.props('w').opened).toBeUndefined();
    await write({name: 'a', url: '/a'});
    expect(page.props('w').error).toBeNull();
});

test('a platform that never answers is named in the error', async () => {
    const {dash, page, open} = await setUp();
    open.mockReturnValueOnce(new Promise(() => undefined));
    jest.useFakeTimers();
    await act(async () => dash.writeProps('w', {open: {name: 'a', url: '/a'}}));
    await act(() => jest.advanceTimersByTimeAsync(60000));
    jest.useRealTimers();
    expect(page.props('w').error).toEqual({
        message: 'Windows "w": open: the platform did not open the window within 60 seconds.',
        operation: 'open',
        code: 'timeout',
    });
});
