import type {Connection, ConnectionState} from '../../../src/connection/connection';
import {followChannel} from '../../../src/pieces/channelSelector';
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

    it('leaves nothing in a page that shows a new one after the other', () => {
        const {connection, listeners} = page();
        const follow = createFollowStatus(connection);
        for (let n = 0; n < 1000; n++) {
            document.querySelector('div')!.id = `{"aio_id":${n}}`;
            follow({aio_id: n});
        }
        expect(listeners.size).toBe(1);
    });
});

describe('the selector', () => {
    const list = [{name: 'Red', meta: {color: 'red'}}, {name: 'Plain'}];
    const byUser = [{prop_id: 'dropdown.value'}];
    const values = (options: unknown) => (options as {value: string}[]).map(({value}) => value);

    beforeEach(() => void page());

    it('shows the channel that the page is on, or none', () => {
        const [channel, value, options] = followChannel('Red', list, '', [], []);
        expect([channel, value, values(options)]).toEqual(['no update', 'Red', ['', 'Red', 'Plain']]);
        expect(followChannel(null, list, 'Red', [], [])[1]).toBe('');
    });

    it('has the channel of the page among its options before the list is there', () => {
        expect(values(followChannel('Red', null, '', [], [])[2])).toEqual(['', 'Red']);
    });

    it('offers the same options once, as the list changes with the data of the channels', () => {
        const options = followChannel('Red', list, '', [], [])[2] as object[];
        const changed = list.map((channel) => ({...channel, data: {n: 1}}));
        expect(followChannel('Red', changed, 'Red', options, [])).toEqual(['no update', 'Red', 'no update']);
    });

    it.each([
        ['the channel', 'Red', 'Red'],
        ['none', '', null],
    ])('puts the page on %s that the user picks', (_, picked, expected) => {
        expect(followChannel('Plain', list, picked, [], byUser)).toEqual([expected, 'no update', 'no update']);
    });

    it('takes the page off no channel when Dash takes back a value that is not among the options', () => {
        expect(followChannel('Red', null, null, [], byUser).slice(0, 2)).toEqual(['no update', 'Red']);
    });
});
