import {createEventProps} from '../../../src/delivery/eventProps';
import {createEventQueue} from '../../../src/delivery/eventQueue';
import {storedProps} from '../../../src/dash/store';
import {createComponent, placeComponent} from '../../fakes/dashComponent';
import {createDashStore, flush} from '../../fakes/dashStore';

function setUp() {
    const dash = createDashStore([
        {output: 'log.children', inputs: ['ask.result', 'go.n_clicks'], outputs: ['log.children']},
    ]);
    const {write, restore} = createEventProps(placeComponent('Ask', dash, 'ask').component, ['result']);
    return {dash, write, restore, value: () => storedProps(dash.node('ask')())!.result};
}

test('the event is there again after a layout with an earlier one, or none, has come', () => {
    const {dash, write, restore, value} = setUp();
    write({result: {n: 1}});
    const older = dash.snapshot();
    const event = {n: 2};
    write({result: event});
    dash.bring(older);
    restore();
    expect(value()).toEqual(event);
});

test('so it is for a component that has moved to where another one was', () => {
    const {dash} = setUp();
    const node = {...dash.node('ask')()};
    const {write, restore} = createEventProps(createComponent('Ask', node, dash.setProps('ask')).component, ['result']);
    write({result: {n: 1}});
    const older = dash.snapshot() as typeof dash.state.layout;
    write({result: {n: 2}});
    dash.writeProps('row', {n: 3});
    older.props.children.row = older.props.children.ask;
    dash.bring(older);
    node.path = dash.node('row')().path;
    restore();
    expect(storedProps(node)!.result).toEqual({n: 2});
});

test('what the app itself writes stays', () => {
    const {dash, write, restore, value} = setUp();
    write({result: {n: 1}});
    restore();
    dash.writeProps('ask', {result: null});
    restore();
    expect(value()).toBeNull();
});

test('an event of another time, in a layout that comes to a new component, is none', () => {
    const {dash, restore, value} = setUp();
    restore();
    const layout = dash.snapshot() as ReturnType<typeof createDashStore>['state']['layout'];
    layout.props.children.ask.props.result = {n: 'long ago'};
    dash.bring(layout);
    restore();
    expect(value()).toBeUndefined();
});

test('a layout that brings the prop calls nobody, and what else has changed does', () => {
    const {dash, write, restore} = setUp();
    write({result: {n: 1}});
    dash.runs[0].drop();
    dash.request('ask.result', {}, {'ask.result': 1});
    dash.request('ask.result', {}, {'ask.result': 1, 'go.n_clicks': 2});
    dash.request('ask.result', {}, {'ask.result': 1}, {initialCall: true});
    restore();
    const left = dash.state.callbacks.requested;
    expect(left.map(({changedPropIds}) => changedPropIds)).toEqual([{'go.n_clicks': 2}, {}]);
    write({result: {n: 2}});
    restore();
    expect(dash.runs[dash.runs.length - 1].live.changedPropIds).toEqual({'ask.result': 2});
});

test('an event that another layout has taken from its callback before Dash read it is handed over again', async () => {
    const dash = createDashStore([{output: 'log.children', inputs: ['ask.result'], outputs: ['log.children']}]);
    const {push} = createEventQueue(
        createComponent('Ask', dash.node('ask')(), dash.setProps('ask')).component,
        'result',
    );
    const given = (value: unknown) => ({data: {}, payload: {inputs: [{id: 'ask', property: 'result', value}]}});
    push({n: 1});
    push({n: 2});
    await flush();
    dash.runs[0].send();
    await dash.runs[0].settle(given(undefined));
    expect(dash.runs.map(({props}) => props)).toEqual([{result: {n: 1}}, {result: {n: 1}}]);
    dash.runs[1].send();
    await dash.runs[1].settle(given({n: 1}));
    expect(dash.runs.map(({props}) => props)).toEqual([{result: {n: 1}}, {result: {n: 1}}, {result: {n: 2}}]);
});
