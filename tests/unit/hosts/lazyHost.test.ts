import type {Connection} from '../../../src/connection/connection';
import {lazyHost} from '../../../src/hosts/lazyHost';
import {createFakeConnection} from '../../fakes/bus';
import {placeComponent} from '../../fakes/dashComponent';
import {createDashStore, flush} from '../../fakes/dashStore';

function setUp(failures = 0) {
    const host = {update: jest.fn(), restore: jest.fn(), dispose: jest.fn()};
    const load = jest.fn(async () => {
        if (failures-- > 0) {
            throw Object.assign(new Error('no file'), {name: 'ChunkLoadError'});
        }
        return () => host;
    });
    const {component, written} = placeComponent('Prices', createDashStore([]), 'prices');
    const lazy = lazyHost('streams', load)(component, createFakeConnection() as Connection);
    return {host, load, written, lazy};
}

test('what was rendered before the file came is not lost', async () => {
    const {host, lazy} = setUp();
    lazy.restore!();
    lazy.update!({n: 1});
    lazy.update!({n: 2});
    await flush();
    expect(host.update.mock.calls).toEqual([[{n: 2}]]);
    lazy.update!({n: 3});
    lazy.restore!();
    lazy.dispose!();
    expect(host.update).toHaveBeenCalledTimes(2);
    expect([host.restore, host.dispose].map(({mock}) => mock.calls.length)).toEqual([1, 1]);
});

test('a file that does not come is an error, and is fetched again', async () => {
    jest.useFakeTimers();
    window.fetch = jest.fn(() => Promise.reject(new Error('offline')));
    const {host, lazy, written} = setUp(1);
    lazy.update!({n: 1});
    await jest.advanceTimersByTimeAsync(100);
    expect(written).toMatchObject([{error: {operation: 'load', code: 'not_connected'}}]);
    await jest.advanceTimersByTimeAsync(1000);
    expect(host.update).toHaveBeenCalledWith({n: 1});
    expect(written.pop()).toEqual({error: null});
    jest.useRealTimers();
});

test('removed before the file came, it makes nothing of it', async () => {
    const {host, lazy, written} = setUp();
    lazy.update!({n: 1});
    lazy.dispose!();
    await flush();
    expect(host.update).not.toHaveBeenCalled();
    expect(written).toEqual([]);
});
