import {watchCommands} from '../../../src/delivery/commandReader';
import {createTwoWayProp} from '../../../src/delivery/twoWayProp';
import {createDashStore, flush} from '../../fakes/dashStore';

type Wish = {value: unknown; end: (isDone?: boolean) => void};

function setUp(first?: string, callbacks: Parameters<typeof createDashStore>[0] = []) {
    const dash = createDashStore(callbacks);
    dash.writeProps('ch', first === undefined ? {} : {channel: first});
    const node = dash.node('ch');
    const written: unknown[] = [];
    const twoWay = createTwoWayProp('channel', node, (props) => {
        written.push(props);
        dash.setProps('ch')(props as {channel: unknown});
    });
    const wishes: Wish[] = [];
    const read = twoWay.makeReader((value, onEnd) => wishes.push({value, end: (isDone = true) => onEnd(isDone)}));
    const stop = watchCommands(node, {channel: read});
    read(first);
    /** The page is on this channel now. */
    const become = (value: unknown) => {
        twoWay.note(value);
        const due = twoWay.due() as {channel: unknown};
        if ('channel' in due) {
            written.push(due);
            dash.setProps('ch')(due);
        }
    };
    const write = (channel: unknown) => dash.writeProps('ch', {channel});
    return {dash, twoWay, written, wishes, read, stop, become, write, values: () => wishes.map(({value}) => value)};
}

test('what the layout names is a wish, and its absence is none', () => {
    expect(setUp('Red').values()).toEqual(['Red']);
    const {values, write, become, written} = setUp();
    write(null);
    become(null);
    expect(values()).toEqual([]);
    expect(written).toEqual([]);
});

test('what the app writes is a wish, None too; what the component writes is not', () => {
    const {values, write, wishes, become, written} = setUp();
    become('Red');
    expect(written).toEqual([{channel: 'Red'}]);
    write('Red');
    expect(values()).toEqual([]);
    write('Blue');
    write(null);
    expect(values()).toEqual(['Blue', null]);
    become(null);
    wishes[1].end();
    expect(written).toHaveLength(1);
});

test('nothing is reported over a wish that is pending, also when an earlier one has been fulfilled', () => {
    const {write, wishes, become, written} = setUp();
    write('Red');
    write('Blue');
    become('Red');
    wishes[0].end();
    expect(written).toEqual([]);
    become('Blue');
    wishes[1].end();
    expect(written).toEqual([]);
});

test('a wish that could not be fulfilled is replaced by what is so, by none where that is not known', () => {
    const one = setUp('Red');
    one.wishes[0].end(false);
    expect(one.written).toEqual([{channel: null}]);
    one.become('Blue');
    one.write('Gone');
    one.wishes[1].end(false);
    expect(one.written.pop()).toEqual({channel: 'Blue'});
    // It may be tried again.
    one.write('Gone');
    expect(one.values()).toEqual(['Red', 'Gone', 'Gone']);
});

test('what becomes so while a wish is pending, by other ways, is reported afterwards', () => {
    const {write, wishes, become, written} = setUp();
    write('Red');
    become('Red');
    become('Blue');
    wishes[0].end();
    expect(written).toEqual([{channel: 'Blue'}]);
});

const callback = {output: 'ch.channel', inputs: ['pick.value'], outputs: ['ch.channel']};

test('a report waits for a callback that may bring a wish', async () => {
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

test('a wish that comes while a report waits goes first', async () => {
    const {dash, become, written, wishes, values} = setUp(undefined, [callback]);
    dash.request('pick.value');
    dash.runs[0].send();
    become('Red');
    await dash.runs[0].settle({data: {ch: {channel: 'Blue'}}});
    expect(values()).toEqual(['Blue']);
    expect(written).toEqual([]);
    become('Blue');
    wishes[0].end();
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

test('a component that has left the layout wishes nothing more', () => {
    const {dash, become, values} = setUp();
    become('Red');
    dash.state.layout = {props: {children: {}}};
    dash.request('nothing');
    expect(values()).toEqual([]);
});

test('a layout that is given back unchanged repeats no wish', () => {
    const {dash, values} = setUp('Red');
    dash.echo();
    expect(values()).toEqual(['Red']);
});

test('without an id, a render that is older than what was written is no wish', () => {
    const written: unknown[] = [];
    const wishes: unknown[] = [];
    const twoWay = createTwoWayProp(
        'channel',
        () => ({store: null, path: null, id: undefined}),
        (props) => written.push(props),
    );
    const read = twoWay.makeReader((value) => wishes.push(value));
    read(undefined);
    twoWay.note('Red');
    expect(twoWay.due()).toEqual({channel: 'Red'});
    read(undefined);
    read('Red');
    expect(wishes).toEqual([]);
});
