import '../../fakes/textEncoder';
import {act, cleanup, fireEvent, render, screen, waitFor, within} from '@testing-library/react';
import React from 'react';
import {connection as pageConnection} from '../../../src/connection/wiring';
import {Bus} from '../../../src/inspector/Bus';
import {Panel} from '../../../src/inspector/Panel';
import {setPanelState} from '../../../src/inspector/panelState';
import {records} from '../../../src/inspector/watching';
import {trace} from '../../../src/trace/trace';
import {createFakeBus, type createFakeConnection} from '../../fakes/bus';
import {createFakeContexts} from '../../fakes/contexts';
import {createFakeDiscovery} from '../../fakes/discovery';

jest.mock('../../../src/connection/wiring', () => ({
    connection: jest.requireActual('../../fakes/bus').createFakeConnection(),
}));
const connection = pageConnection as unknown as ReturnType<typeof createFakeConnection>;

const copied: string[] = [];
const onClose = jest.fn();

beforeEach(() => {
    copied.length = 0;
    Object.assign(navigator, {clipboard: {writeText: async (text: string) => void copied.push(text)}});
});
afterEach(async () => {
    cleanup();
    records.clear();
    act(() => connection.set({status: 'absent'}));
    setPanelState({isOpen: false, view: 'Invocations'});
});

function open(view: Parameters<typeof setPanelState>[0]['view'] = 'Invocations') {
    setPanelState({isOpen: true, view});
    render(<Panel onClose={onClose} takesFocus={() => true} />);
}

async function connect() {
    const contexts = createFakeContexts();
    const discovery = createFakeDiscovery();
    const channels = ['Red', 'Blue'].map((name) => ({name, meta: {color: name.toLowerCase()}}));
    const {bus, sent} = createFakeBus({contexts, discovery, channels});
    // The libraries prefer an app on the own machine.
    discovery.join({peerId: 'p7', application: 'Calculator', instance: 'i7', isLocal: true});
    discovery.offer('p7', {name: 'Sum', accepts: 'double a, double b', description: 'Adds.'});
    await act(async () => connection.set({status: 'connected', platform: 'embedded', bus}));
    return {contexts, discovery, sent, other: contexts.page('p7').contexts};
}

async function receive(...args: object[]) {
    const caller = {application: 'Excel', instance: 'i2'};
    await act(async () => {
        args.forEach((args, n) => {
            const id = `${n}`;
            const received = {method: 'Sum', component: 'MethodRegister "sum"', caller, args, before: n, isVoid: false};
            trace.record!(id, {step: 'received', ...received});
            trace.record!(id, {step: 'handedOver'});
            trace.record!(id, {step: 'answered', problem: {code: 'refused', message: 'Too large.'}});
        });
        await new Promise((resolve) => setTimeout(resolve, 110));
    });
}

const rows = () => within(screen.getAllByRole('grid')[0]).getAllByRole('row').slice(1);

test('invocations are listed, the newest first, and the selected one is shown', async () => {
    open();
    await receive({a: 1}, {a: 2});
    expect(rows().map((row) => row.textContent)).toEqual([
        expect.stringContaining('{"a":2}'),
        expect.stringContaining('{"a":1}'),
    ]);
    fireEvent.click(rows()[1]);
    expect(rows()[1].getAttribute('aria-selected')).toBe('true');
    const detail = screen.getByRole('region', {name: 'Detail'});
    expect(detail.textContent).toContain('Too large. refused');
    expect(detail.textContent).toContain('Excel');
    fireEvent.keyDown(rows()[1], {key: 'ArrowUp'});
    expect(document.activeElement).toBe(rows()[0]);
    expect(screen.getByRole('region', {name: 'Detail'}).textContent).toContain('1 in the queue');
});

test('of a wide value 200 parts are shown, and deep ones are closed', async () => {
    open();
    await receive({wide: Array.from({length: 300}, (_, n) => n), a: {b: {c: {d: {e: 1}}}}});
    fireEvent.click(rows()[0]);
    const tree = screen.getByRole('group', {name: 'Arguments'});
    expect(tree.textContent).toContain('300 ]');
    expect(tree.textContent).not.toContain('e: 1');
    const wide = within(tree).getByText('wide:').closest('details')!;
    wide.open = true;
    fireEvent(wide, new Event('toggle'));
    expect(tree.textContent).toContain('199: 199and 100 more');
});

test('the filter takes words of a row, and the key "/" goes to it', async () => {
    open();
    await receive({a: 1}, {a: 2});
    fireEvent.keyDown(rows()[0], {key: '/'});
    const filter = screen.getByRole('searchbox');
    expect(document.activeElement).toBe(filter);
    fireEvent.change(filter, {target: {value: 'excel "a":2'}});
    expect(rows()).toHaveLength(1);
    fireEvent.change(filter, {target: {value: 'nothing of the kind'}});
    expect(screen.getByText('Nothing matches.')).toBeTruthy();
});

test('an invocation is copied as Python', async () => {
    open();
    await receive({a: 1, isUrgent: true});
    fireEvent.click(rows()[0]);
    await act(async () => fireEvent.click(screen.getByText('Copy as Python')));
    expect(copied).toEqual(['glue.call("Sum", a=1, isUrgent=True)']);
});

test('what came in is invoked again on this page', async () => {
    open();
    const {discovery, sent} = await connect();
    discovery.offer('me', 'Sum');
    await receive({a: 1});
    fireEvent.click(rows()[0]);
    await act(async () => fireEvent.click(screen.getByText('Invoke again')));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0].slice(0, 3)).toEqual([{name: 'Sum'}, {a: 1}, {peerId: 'me'}]);
});

test('Escape closes, and the arrow keys go from view to view', () => {
    open();
    const tab = () => screen.getByRole('tab', {selected: true});
    expect(document.activeElement).toBe(tab());
    fireEvent.keyDown(tab(), {key: 'ArrowLeft'});
    expect(tab().textContent).toBe('Connection');
    fireEvent.keyDown(tab(), {key: 'ArrowRight'});
    expect(tab().textContent).toBe('Invocations');
    fireEvent.keyDown(tab(), {key: 'Escape'});
    expect(onClose).toHaveBeenCalled();
});

test('a method is invoked with arguments of its form, and its result is shown', async () => {
    open('Methods');
    const {sent} = await connect();
    await waitFor(() => expect(rows()).toHaveLength(1));
    fireEvent.click(rows()[0]);
    const args = screen.getByRole('textbox', {name: 'Arguments'}) as HTMLTextAreaElement;
    expect(JSON.parse(args.value)).toEqual({a: 0, b: 0});
    fireEvent.change(args, {target: {value: '{"a": 37, "b": 5}'}});
    await act(async () => fireEvent.keyDown(args, {key: 'Enter', ctrlKey: true}));
    await waitFor(() => expect(screen.getByRole('group', {name: 'Result'}).textContent).toContain('returned'));
    expect(sent[0].slice(0, 2)).toEqual([{name: 'Sum'}, {a: 37, b: 5}]);
    fireEvent.change(args, {target: {value: '{'}});
    await act(async () => fireEvent.click(screen.getByText('Invoke')));
    expect(screen.getByText('This is no JSON object, such as {"name": 1}.')).toBeTruthy();
});

test('a context is shown with its writers and differences, and can be edited', async () => {
    open('Contexts');
    const {contexts, other} = await connect();
    await act(async () => other.update('Portfolio', {client: 'Acme', lots: 3}));
    jest.useFakeTimers();
    await act(() => jest.advanceTimersByTimeAsync(500));
    jest.useRealTimers();
    await waitFor(() => expect(rows()).toHaveLength(1));
    await act(async () => fireEvent.click(rows()[0]));
    await waitFor(() => expect(screen.getByRole('group', {name: 'Data'}).textContent).toContain('"Acme"'));
    await act(async () => other.update('Portfolio', {client: 'Bolt'}));
    await waitFor(() => expect(screen.getByText('"Bolt"', {selector: 'ins'})).toBeTruthy());
    expect(screen.getByText('"Acme"', {selector: 'del'})).toBeTruthy();
    expect(screen.getByText('Last writer').nextSibling!.textContent).toContain('Calculator');
    fireEvent.click(screen.getByText('Edit'));
    fireEvent.change(screen.getByRole('textbox', {name: 'New data'}), {target: {value: '{"lots": 4}'}});
    await act(async () => fireEvent.click(screen.getByText('Update')));
    await waitFor(() => expect(contexts.states.get('Portfolio')).toEqual({client: 'Bolt', lots: 4}));
});

test('the channels are shown, and the page joins one', async () => {
    open('Channels');
    await connect();
    await waitFor(() => expect(rows().length).toBe(2));
    fireEvent.click(rows()[1]);
    await act(async () => fireEvent.click(screen.getByText('Join')));
    await waitFor(() => expect(rows()[1].textContent).toContain('is on it'));
});

test('the report on the connection has its history and no token', async () => {
    connection.setSettings({type: 'gateway', gateway: {url: 'wss://ann:pw@desk/gw?key=1', token: 's3cret'}});
    open('Connection');
    await connect();
    const error = {code: 'connection_lost' as const, message: 'wss://ann:pw@desk/gw?key=1 refused s3cret.'};
    act(() => connection.set({...connection.state(), status: 'disconnected', error}));
    await act(async () => fireEvent.click(screen.getByText('Copy report')));
    expect(copied[0]).toContain('Gateway: wss://desk/gw?…');
    expect(copied[0]).toMatch(/connected embedded\n.*disconnected embedded connection_lost: wss:\/\/desk\/gw/);
    expect(copied[0] + document.body.innerHTML).not.toMatch(/s3cret|pw@|key=1/);
});

test('the button has the state of the connection, and how many invocations have failed', async () => {
    render(<Bus />);
    expect(screen.getByRole('button', {name: 'Bus: absent'})).toBeTruthy();
    await connect();
    await receive({a: 1}, {a: 2});
    expect(screen.getByRole('button', {name: 'Bus: connected, 2 failed'})).toBeTruthy();
});

test('an error of a view stays in it', async () => {
    const error = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    jest.spyOn(records, 'list').mockImplementation(() => null as never);
    open();
    expect(screen.getByRole('alert').textContent).toContain('could not be shown');
    expect(screen.getByRole('tab', {name: 'Methods'})).toBeTruthy();
    error.mockRestore();
});

test('methods that cannot be read are an error in their view, until they can', async () => {
    open('Methods');
    const {discovery} = await connect();
    const {interop} = connection.state().bus!.glue!;
    const {methods} = interop;
    interop.methods = () => {
        throw new TypeError('the library fails');
    };
    expect(await screen.findByText(/an app has announced a malformed one/)).toBeTruthy();
    interop.methods = methods;
    act(() => discovery.offer('p7', 'Product'));
    await waitFor(() => expect(rows()).toHaveLength(2));
});
