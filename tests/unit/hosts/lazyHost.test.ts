import type {Connection} from '../../../src/connection/connection';
import {lazyHost} from '../../../src/hosts/lazyHost';
import {createFakeConnection} from '../../fakes/bus';
import {placeComponent} from '../../fakes/dashComponent';
import {createDashStore, flush} from '../../fakes/dashStore';

function setUp(failures = 0) {
    const end = jest.fn();
    const host = {
        update: jest.fn(),
        restore: jest.fn(),
        dispose: jest.fn(),
        onMount: jest.fn(() => end),
        readers: {push: jest.fn(), decide: jest.fn()},
    };
    const load = jest.fn(async () => {
        if (failures-- > 0) {
            throw Object.assign(new Error('no file'), {name: 'ChunkLoadError'});
        }
        return () => host;
    });
    const {component, written} = placeComponent('Prices', createDashStore([]), 'prices');
    const lazy = lazyHost('streams', load, ['push', 'decide'])(component, createFakeConnection() as Connection);
    return {host, load, written, lazy, end};
}

test('what was rendered before the file came is not lost', async () => {
    const {host, lazy} = setUp();
    lazy.restore!();
    lazy.onMount!({n: 1});
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
    lazy.onMount!({n: 1});
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

test('commands that were written before the file came are carried out then, in order and once', async () => {
    const {host, lazy} = setUp();
    const {push, decide} = lazy.readers!;
    const [first, second, decision] = [{n: 1}, {n: 2}, {id: 'a'}];
    push(null);
    push(first);
    push(first);
    decide(decision);
    push(second);
    await flush();
    expect(host.readers.push.mock.calls.map(([value]) => value)).toEqual([first, second]);
    expect(host.readers.decide.mock.calls.map(([value]) => value)).toEqual([decision]);
    expect(host.readers.decide.mock.invocationCallOrder[0]).toBeLessThan(host.readers.push.mock.invocationCallOrder[1]);
    push(second, {id: 'prices'}, true);
    expect(host.readers.push).toHaveBeenLastCalledWith(second, {id: 'prices'}, true);
});

test('a host reads also the props without a value, as a prop that goes both ways needs', async () => {
    const {host} = setUp();
    await flush();
    expect(host.readers.push.mock.calls).toEqual([[undefined, expect.objectContaining({id: 'prices'}), true]]);
});

test('a host learns that its component is in the page, before its first props, and that it has gone', async () => {
    const {host, lazy, end} = setUp();
    const unmount = lazy.onMount!({n: 1}) as () => void;
    lazy.update!({n: 1});
    await flush();
    expect(host.onMount.mock.calls).toEqual([[{n: 1}]]);
    expect(host.onMount.mock.invocationCallOrder[0]).toBeLessThan(host.update.mock.invocationCallOrder[0]);
    unmount();
    expect(end).toHaveBeenCalledTimes(1);
});

test('a component that went before the file came is not shown by it, and one that takes its place is', async () => {
    const {host, lazy} = setUp();
    const unmount = lazy.onMount!({n: 1}) as () => void;
    lazy.update!({n: 1});
    unmount();
    await flush();
    expect([host.onMount, host.update].map(({mock}) => mock.calls)).toEqual([[], []]);
    lazy.onMount!({n: 2});
    lazy.update!({n: 2});
    expect([host.onMount, host.update].map(({mock}) => mock.calls)).toEqual([[[{n: 2}]], [[{n: 2}]]]);
});
