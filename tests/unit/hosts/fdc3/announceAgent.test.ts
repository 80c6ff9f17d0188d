import {announceAgent} from '../../../../src/hosts/fdc3/announceAgent';
import {componentsOf, findHost} from '../../../../src/hosts/registry';
import {createFakeBus, createFakeConnection} from '../../../fakes/bus';
import {recordSetProps} from '../../../fakes/dashComponent';
import {createDashStore} from '../../../fakes/dashStore';
import {createFakeAgent} from '../../../fakes/fdc3Agent';
import {settle} from '../../../fakes/fdc3Page';

const described = {
    agent: 'bus',
    provider: 'fake',
    fdc3Version: '2.2',
    appMetadata: {appId: 'quotes', instanceId: 'i1'},
};

test('Glue42.fdc3 says which agent the page has, also of a Glue42 or a bus that comes later', async () => {
    const dash = createDashStore([]);
    const {setProps, written} = recordSetProps(dash.setProps('glue'));
    dash.writeProps('glue', {});
    const node = dash.node('glue')();
    const {mount} = findHost<object>('Glue42', 'glue', {current: {node, props: {setProps}}}, () => ({}));
    const connection = createFakeConnection();
    const {agent, calls} = createFakeAgent();
    const connect = async () => {
        connection.set({status: 'connected', bus: createFakeBus().bus});
        await settle();
    };
    announceAgent(agent, connection);
    announceAgent(agent, connection);
    await settle();
    expect(written).toEqual([]);
    const unmount = mount({});
    await connect();
    expect(written).toEqual([{fdc3: described}]);
    await connect();
    expect(written).toHaveLength(1);
    calls.getInfo.mockResolvedValue({
        fdc3Version: '2.2',
        provider: 'fake',
        appMetadata: {appId: 'quotes', instanceId: 'i2'},
    });
    await connect();
    expect(written.pop()).toMatchObject({fdc3: {appMetadata: {instanceId: 'i2'}}});
    // Dash brings a layout without it.
    dash.state.layout.props.children.glue.props = {id: 'glue'};
    await connect();
    expect(written.pop()).toMatchObject({fdc3: {appMetadata: {instanceId: 'i2'}}});
    unmount();
    await settle();
    expect(componentsOf('Glue42')).toEqual([]);
});
