import type {Connection, ConnectionState} from '../../../src/connection/connection';
import {channelOptions, followChannel} from '../../../src/pieces/channelSelector';
import {createFollowStatus} from '../../../src/pieces/statusBadge';

const id = {aio_id: 'mine', component: 'GlueStatusBadge'};
const key = '{"aio_id":"mine","component":"GlueStatusBadge"}';

function page() {
    const listeners = new Set<() => void>();
    let state: ConnectionState = {status: 'absent'};
    const written: object[] = [];
    window.dash_clientside = {
        set_props: (_, props) => void written.push(props),
        no_update: 'no update',
        callback_context: {triggered: []},
    };
    const connection = {
        state: () => state,
        subscribe: (listener: () => void) => {
            listeners.add(listener);
            return () => void listeners.delete(listener);
        },
    } as unknown as Connection;
    const become = (next: ConnectionState) => {
        state = next;
        [...listeners].forEach((listener) => listener());
    };
    return {connection, become, listeners, written};
}

describe('the badge', () => {
    beforeEach(() => {
        document.body.innerHTML = '<div></div>';
        document.querySelector('div')!.id = key;
    });

    it('shows the state at once, and each later one', () => {
        const {connection, become, written} = page();
        expect(createFollowStatus(connection)(id)[1]).toBe('absent');
        become({status: 'failed', error: {code: 'refused', message: 'Wrong token.'}});
        expect(written).toEqual([
            expect.objectContaining({
                'data-status': 'failed',
                children: expect.arrayContaining([
                    expect.objectContaining({props: {className: 'dash-glue42-error', children: 'Wrong token.'}}),
                ]),
            }),
        ]);
    });

    it('is written once for each state, also when it has come into the page again', () => {
        const {connection, become, listeners, written} = page();
        const follow = createFollowStatus(connection);
        follow(id);
        follow(id);
        become({status: 'connecting'});
        expect([listeners.size, written.length]).toEqual([1, 1]);
    });

    it('is not written any more when it has left the page', () => {
        const {connection, become, listeners, written} = page();
        createFollowStatus(connection)(id);
        document.body.innerHTML = '';
        become({status: 'connected'});
        expect([listeners.size, written.length]).toEqual([0, 0]);
    });
});

describe('the selector', () => {
    it('offers no channel first, and channels without a colour too', () => {
        const values = channelOptions([{name: 'Red', meta: {color: 'red'}}, {name: 'Plain'}]);
        expect(values.map((option) => (option as {value: string}).value)).toEqual(['', 'Red', 'Plain']);
        expect(channelOptions(null)).toHaveLength(1);
    });

    it.each([
        ['what the user picks goes to the channel', 'dropdown.value', ['Red', 'no update']],
        ['the channel of the page goes to the dropdown', 'channels.channel', ['no update', 'Blue']],
    ])('%s', (_, prop_id, expected) => {
        page();
        window.dash_clientside!.callback_context = {triggered: [{prop_id}]};
        expect(followChannel('Blue', 'Red')).toEqual(expected);
    });

    it('has an entry for no channel in both directions', () => {
        page();
        expect(followChannel(null, null)).toEqual(['no update', '']);
        window.dash_clientside!.callback_context = {triggered: [{prop_id: 'dropdown.value'}]};
        expect(followChannel('Blue', '')).toEqual([null, 'no update']);
    });
});
