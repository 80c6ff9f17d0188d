import {watchCommands} from '../../../src/delivery/commandReader';
import {createTwoWayProp} from '../../../src/delivery/twoWayProp';
import {createComponent, placeComponent} from '../../fakes/dashComponent';
import {createDashStore, flush} from '../../fakes/dashStore';

type Request = {value: unknown; end: (isDone?: boolean) => Promise<void>};

function setUp(first?: string, callbacks: Parameters<typeof createDashStore>[0] = []) {
    const dash = createDashStore(callbacks);
    const {component, written} = placeComponent('Channels', dash, 'ch', first === undefined ? {} : {channel: first});
    const requests: Request[] = [];
    const request = (value: unknown) =>
        new Promise<boolean>((resolve) => {
            const end = (isDone = true) => {
                resolve(isDone);
                return flush();
            };
            requests.push({value, end});
        });
    const twoWay = createTwoWayProp(component, 'channel', request);
    watchCommands(component, {channel: twoWay.read});
    twoWay.read(first);
    /** The page is on this channel now. */
    const become = (value: unknown) => {
        twoWay.setActual(value);
        const due = twoWay.takeDue();
        if ('channel' in due) {
            component.write(due);
        }
    };
    const write = (channel: unknown) => dash.writeProps('ch', {channel});
    return {dash, written, requests, become, write, values: () => requests.map(({value}) => value)};
}

test('what the layout names is a request, and its absence is none', () => {
    expect(setUp('Red').values()).toEqual(['Red']);
    const {values, write, become, written} = setUp();
    write(null);
    become(null);
    expect(values()).toEqual([]);
    expect(written).toEqual([]);
});

test('what the app writes is a request, None too; what the component writes is not', async () => {
    const {values, write, requests, become, written} = setUp();
    become('Red');
    expect(written).toEqual([{channel: 'Red'}]);
    write('Red');
    expect(values()).toEqual([]);
    write('Blue');
    write(null);
    expect(values()).toEqual(['Blue', null]);
    become(null);
    await requests[1].end();
    expect(written).toHaveLength(1);
});

test('nothing is reported over a request that is pending, also when an earlier one has been fulfilled', async () => {
    const {write, requests, become, written} = setUp();
    write('Red');
    write('Blue');
    become('Red');
    await requests[0].end();
    expect(written).toEqual([]);
    become('Blue');
    await requests[1].end();
    expect(written).toEqual([]);
});

test('a request that could not be fulfilled is replaced by the actual value, by None where that is not known', async () => {
    const one = setUp('Red');
    await one.requests[0].end(false);
    expect(one.written).toEqual([{channel: null}]);
    one.become('Blue');
    one.write('Gone');
    await one.requests[1].end(false);
    expect(one.written.pop()).toEqual({channel: 'Blue'});
    // It may be tried again.
    one.write('Gone');
    expect(one.values()).toEqual(['Red', 'Gone', 'Gone']);
});

test('what changes by other means while a request is pending is reported afterwards', async () => {
    const {write, requests, become, written} = setUp();
    write('Red');
    become('Red');
    become('Blue');
    await requests[0].end();
    expect(written).toEqual([{channel: 'Blue'}]);
});

const callback = {output: 'ch.channel', inputs: ['pick.value'], outputs: ['ch.channel']};

test('a report waits for a callback that may bring a request', async () => {
    const {dash, become, written, values} = setUp(undefined, [callback]);
    dash.request('pick.value');
    dash.runs[0].send();
    become('Red');
    await flush();
    expect(written).toEqual([]);
    await dash.runs[0].settle({data: {}});
    expect(written).toEqual([{channel: 'Red'}]);
    expect(values()).toEqual([]);
});

test('a first None from a callback that does not know of the channel yet undoes nothing', async () => {
    const {dash, become, written, values} = setUp(undefined, [callback]);
    dash.request('pick.value');
    dash.runs[0].send();
    become('Red');
    await dash.runs[0].settle({data: {ch: {channel: null}}});
    expect(values()).toEqual([]);
    expect(written).toEqual([{channel: 'Red'}]);
});

test('a request that comes while a report waits goes first', async () => {
    const {dash, become, written, requests, values} = setUp(undefined, [callback]);
    dash.request('pick.value');
    dash.runs[0].send();
    become('Red');
    await dash.runs[0].settle({data: {ch: {channel: 'Blue'}}});
    expect(values()).toEqual(['Blue']);
    expect(written).toEqual([]);
    become('Blue');
    await requests[0].end();
    await flush();
    expect(written).toEqual([]);
});

test('no callback keeps a report waiting for more than five seconds', async () => {
    jest.useFakeTimers();
    const {dash, become, written} = setUp(undefined, [callback]);
    dash.request('pick.value');
    dash.runs[0].send();
    become('Red');
    await jest.advanceTimersByTimeAsync(4900);
    expect(written).toEqual([]);
    await jest.advanceTimersByTimeAsync(200);
    expect(written).toEqual([{channel: 'Red'}]);
    jest.useRealTimers();
});

test('a component that has left the layout requests nothing more', () => {
    const {dash, become, values} = setUp();
    become('Red');
    dash.state.layout = {props: {children: {}}};
    dash.request('nothing');
    expect(values()).toEqual([]);
});

test('a layout that is given back unchanged repeats no request', () => {
    const {dash, values} = setUp('Red');
    dash.echo();
    expect(values()).toEqual(['Red']);
});

test('without an id, a render that is older than what was written is no request', () => {
    const {component} = createComponent('Channels', {store: null, path: null, id: undefined});
    const request = jest.fn(async () => true);
    const {read, setActual, takeDue} = createTwoWayProp(component, 'channel', request);
    read(undefined);
    setActual('Red');
    expect(takeDue()).toEqual({channel: 'Red'});
    read(undefined);
    read('Red');
    expect(request).not.toHaveBeenCalled();
});
