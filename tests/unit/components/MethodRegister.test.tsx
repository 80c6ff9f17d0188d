import {act} from '@testing-library/react';
import React, {type ReactNode, StrictMode, Suspense} from 'react';
import MethodRegister from '../../../src/components/MethodRegister';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';
import {renderDashPage} from '../../fakes/dashPage';
import {createDashStore, flush, nextTask} from '../../fakes/dashStore';

let connection = createFakeConnection();

const handler = {output: 'sum.result', inputs: ['sum.invoke'], outputs: ['sum.result']};

async function setUp(
    props: {[prop: string]: unknown},
    {isConnected = true, Shown = MethodRegister as (props: never) => ReactNode} = {},
) {
    connection = createFakeConnection();
    const fake = createFakeBus();
    const connected = {status: 'connected' as const, platform: 'embedded' as const, bus: fake.bus};
    if (isConnected) {
        connection.set(connected);
    }
    const dash = createDashStore([handler]);
    dash.writeProps('sum', props);
    const page = renderDashPage(dash, connection, {sum: Shown});
    await act(flush);
    /** Another app's invocation, on its way: `answer` is what that app gets. */
    const call = async (name: string, args: unknown) => {
        const outcome: {answer?: Promise<unknown>} = {};
        await act(async () => {
            outcome.answer = fake.call(name, args);
            outcome.answer.catch(() => undefined);
            await flush();
        });
        return outcome as {answer: Promise<unknown>};
    };
    return {...fake, call, dash, page, connect: () => act(async () => connection.set(connected)), connected};
}

test('registers its definition, hands over an invocation and answers with the result', async () => {
    const {dash, page, methods, call} = await setUp({definition: 'Sum', returns: true});
    expect([...methods.keys()]).toEqual(['Sum']);
    const {answer} = await call('Sum', {a: 1});
    expect(page.props('sum').invoke).toEqual({
        invocationId: expect.any(String),
        args: {a: 1},
        caller: {application: 'Excel'},
    });
    await act(async () => dash.runs[0].send());
    const {invocationId} = page.props('sum').invoke;
    await act(() => dash.runs[0].settle({data: {sum: {result: {invocationId, invocationResult: {sum: 42}}}}}));
    await expect(answer).resolves.toEqual({sum: 42});
    expect(page.errors).toEqual([]);
});

test('two invocations with equal arguments are two', async () => {
    const {dash, call} = await setUp({definition: 'Show'});
    await call('Show', {a: 1});
    await call('Show', {a: 1});
    await act(async () => dash.runs[0].send());
    await act(() => dash.runs[0].settle({data: {}}));
    expect(dash.runs).toHaveLength(2);
});

test('registers when the connection comes later', async () => {
    const {methods, connect} = await setUp({definition: 'Sum'}, {isConnected: false});
    expect(methods.size).toBe(0);
    await connect();
    await act(flush);
    expect([...methods.keys()]).toEqual(['Sum']);
});

test('a change of the definition registers anew, an equal one does not', async () => {
    const {dash, methods, interop} = await setUp({definition: {name: 'Sum'}});
    await act(async () => dash.writeProps('sum', {definition: {name: 'Sum'}}));
    expect(interop.registerAsync).toHaveBeenCalledTimes(1);
    await act(async () => dash.writeProps('sum', {definition: 'Add'}));
    await act(flush);
    expect([...methods.keys()]).toEqual(['Add']);
});

test('a failed registration is reported in error and to the developer; error is None again when it succeeded', async () => {
    const {dash, page, interop} = await setUp({definition: 'Other'});
    interop.registerAsync.mockRejectedValueOnce('A method with the name "Sum" already exists! Please');
    await act(async () => dash.writeProps('sum', {definition: 'Sum'}));
    await act(nextTask);
    const message = 'MethodRegister "sum": this page offers "Sum" already: register it once, or under another name.';
    expect(page.props('sum').error).toEqual({message, operation: 'register', code: 'name_taken'});
    expect(page.errors).toEqual([message]);
    await act(async () => dash.writeProps('sum', {definition: 'Add'}));
    await act(flush);
    expect(page.props('sum').error).toBeNull();
});

test.each([undefined, 42, {}, ''])('the definition %j is reported as an error', async (definition) => {
    const {page} = await setUp({definition});
    expect(page.props('sum').error.message).toMatch(/^MethodRegister "sum": definition must be/);
});

test.each([
    [{returns: 'yes'}, 'returns must be True or False, not "yes".'],
    [{deferResult: 1}, 'deferResult must be True or False, not 1.'],
    [{methodResponseTimeoutMs: '5'}, 'methodResponseTimeoutMs must be a number above 0, not "5".'],
    [{maxPending: -1}, 'maxPending must be a number above 0, not -1.'],
    [{maxBatch: 'all'}, 'maxBatch must be a number above 0, not "all".'],
])('the setting %j is reported as an error, and nothing is registered', async (setting, problem) => {
    const {page, methods} = await setUp({definition: 'Sum', ...setting});
    expect(page.props('sum').error.message).toBe(`MethodRegister "sum": ${problem}`);
    expect(methods.size).toBe(0);
});

test('None is the default of a setting', async () => {
    const {methods, page} = await setUp({
        definition: 'Sum',
        returns: null,
        methodResponseTimeoutMs: null,
        maxPending: null,
        deferResult: null,
    });
    expect([...methods.keys()]).toEqual(['Sum']);
    expect(page.errors).toEqual([]);
});

test('a time limit that no timer holds is the longest that one does', async () => {
    jest.useFakeTimers();
    const {call} = await setUp({definition: 'Sum', returns: true, methodResponseTimeoutMs: 1e12});
    const {answer} = await call('Sum', {});
    const refused = jest.fn();
    answer.catch(refused);
    await act(() => jest.advanceTimersByTimeAsync(60000));
    expect(refused).not.toHaveBeenCalled();
    jest.useRealTimers();
});

test('a failed connection is reported in error', async () => {
    const {page} = await setUp({definition: 'Sum'}, {isConnected: false});
    await act(async () => connection.set({status: 'failed', error: {code: 'not_connected', message: 'no platform'}}));
    await act(flush);
    expect(page.props('sum').error.message).toMatch(/There is no connection to the bus: no platform/);
});

test('unmounted, it unregisters, answers all callers and leaves nothing behind', async () => {
    const {page, methods, statusListeners, call} = await setUp({definition: 'Sum', returns: true});
    const outcomes = [await call('Sum', {}), await call('Sum', {})].map(({answer}) => answer.catch((reason) => reason));
    page.show();
    await act(nextTask);
    expect(await Promise.all(outcomes)).toEqual(
        Array(2).fill({code: 'removed', message: 'Method "Sum": it was removed from its page.'}),
    );
    await act(nextTask);
    expect(methods.size).toBe(0);
    expect(statusListeners.size).toBe(0);
    expect(connection.listeners.size).toBe(0);
});

test('replaced by a new component of its id, it goes on: same registration, the invocation under way is answered', async () => {
    const {dash, page, interop, call} = await setUp({definition: 'Sum', returns: true});
    const {answer} = await call('Sum', {});
    const {invocationId} = page.props('sum').invoke;
    await act(async () => dash.runs[0].send());
    page.replace('sum');
    await act(nextTask);
    await act(() => dash.runs[0].settle({data: {sum: {result: {invocationId, invocationResult: {sum: 42}}}}}));
    await expect(answer).resolves.toEqual({sum: 42});
    const {answer: next} = await call('Sum', {});
    expect(page.props('sum').invoke.invocationId).not.toBe(invocationId);
    expect(interop.registerAsync).toHaveBeenCalledTimes(1);
    expect(interop.unregister).not.toHaveBeenCalled();
    next.catch(() => undefined);
});

test.each(['with', 'without'])('what React renders and throws away leaves nothing, %s an id', async (has) => {
    let waiting: Promise<void> | null = new Promise((resolve) => setTimeout(resolve));
    void waiting.then(() => (waiting = null));
    const Suspending = () => {
        if (waiting) {
            throw waiting;
        }
        return null;
    };
    const {page} = await setUp(
        {definition: 'Sum'},
        {
            Shown: (props: Parameters<typeof MethodRegister>[0]) => (
                <StrictMode>
                    <Suspense>
                        <MethodRegister {...props} id={has === 'with' ? props.id : undefined} />
                        <Suspending />
                    </Suspense>
                </StrictMode>
            ),
        },
    );
    await act(nextTask);
    expect(connection.listeners.size).toBe(2);
    page.show();
    await act(nextTask);
    expect(connection.listeners.size).toBe(0);
});

test('hidden by a Suspense around it and shown again, it stays registered and answers', async () => {
    let waiting: Promise<void> | null = null;
    const Suspending = () => {
        if (waiting) {
            throw waiting;
        }
        return null;
    };
    const {dash, page, interop, call} = await setUp(
        {definition: 'Sum', returns: true},
        {
            Shown: (props: Parameters<typeof MethodRegister>[0]) => (
                <Suspense fallback="loading">
                    <MethodRegister {...props} />
                    <Suspending />
                </Suspense>
            ),
        },
    );
    let end = () => undefined as void;
    waiting = new Promise((resolve) => (end = resolve));
    await act(async () => dash.writeProps('sum', {maxPending: 5}));
    expect(page.container.textContent).toBe('loading');
    await act(nextTask);
    waiting = null;
    await act(async () => end());
    expect(page.container.textContent).toBe('');
    await act(nextTask);
    const {answer} = await call('Sum', {});
    await act(async () => dash.runs[0].send());
    const {invocationId} = page.props('sum').invoke;
    await act(() => dash.runs[0].settle({data: {sum: {result: {invocationId, invocationResult: {sum: 42}}}}}));
    await expect(answer).resolves.toEqual({sum: 42});
    expect(interop.unregister).not.toHaveBeenCalled();
});

test('unmounted with void invocations waiting, it says how many are dropped', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const {page, call} = await setUp({definition: 'Show'});
    for (let n = 0; n < 3; n++) {
        await call('Show', {});
    }
    page.show();
    await act(nextTask);
    expect(warn).toHaveBeenCalledWith('MethodRegister "sum": removed from its page with 2 void invocations waiting.');
});

test.each([
    [
        'the bus is lost',
        'connection_lost',
        'the connection to the bus was lost.',
        async () => connection.set({...connection.state(), status: 'disconnected'}),
    ],
    [
        'the page is closed',
        'removed',
        'its page was closed.',
        async () => void window.dispatchEvent(new Event('pagehide')),
    ],
])('when %s every caller has an error', async (_, code, reason, happen) => {
    const {call} = await setUp({definition: 'Sum', returns: true});
    const {answer} = await call('Sum', {});
    await act(happen);
    await expect(answer).rejects.toEqual({code, message: `Method "Sum": ${reason}`});
});

test('without an id an invocation is refused, saying why', async () => {
    connection = createFakeConnection();
    const {bus, call} = createFakeBus();
    connection.set({status: 'connected', bus});
    const dash = createDashStore([]);
    const Anonymous = (props: object) => <MethodRegister definition="Sum" returns {...props} id={undefined} />;
    renderDashPage(dash, connection, {anonymous: Anonymous});
    await act(flush);
    await expect(call('Sum', {})).rejects.toMatchObject({
        code: 'no_callback',
        message: expect.stringContaining('has no id'),
    });
});

test('a definition without a form in JSON is an error, and a right one after it is registered', async () => {
    const {dash, page, methods} = await setUp({definition: {name: 'Sum', version: 1n}});
    expect(page.props('sum').error).toMatchObject({code: 'invalid_setting'});
    expect(methods.size).toBe(0);
    await act(async () => dash.writeProps('sum', {definition: 'Sum'}));
    expect([...methods.keys()]).toEqual(['Sum']);
    expect(page.props('sum').error).toBeNull();
});
