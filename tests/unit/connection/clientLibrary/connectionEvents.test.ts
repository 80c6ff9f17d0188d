import type {Glue} from '../../../../src/connection/bus';
import {glueStatus} from '../../../../src/connection/clientLibrary/connectionEvents';

type Part = 'interop' | 'contexts';

function setUp({tellsReAnnouncements = true, hasContexts = false} = {}) {
    const listeners: {[event: string]: Set<(part: {name: Part}) => void>} = {
        connected: new Set(),
        disconnected: new Set(),
        reAnnounced: new Set(),
    };
    const on = (event: string) => (listener: () => void) => {
        listeners[event].add(listener);
        return () => listeners[event].delete(listener);
    };
    const connection = {
        connected: on('connected'),
        disconnected: on('disconnected'),
        ...(tellsReAnnouncements && {onLibReAnnounced: on('reAnnounced')}),
    };
    const told: boolean[] = [];
    const stop = glueStatus({connection, ...(hasContexts && {contexts: {}})} as unknown as Glue)((isConnected) =>
        told.push(isConnected),
    );
    const tell = (event: string, name: Part = 'interop') =>
        [...listeners[event]].forEach((listener) => listener({name}));
    return {tell, told, stop, listeners};
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('the present state that a library tells a new listener is no news, and one loss told twice is one', () => {
    const {tell, told} = setUp();
    ['connected', 'disconnected', 'disconnected'].forEach((event) => tell(event));
    expect(told).toEqual([false]);
});

test('a return counts when the methods are announced again', () => {
    const {tell, told} = setUp();
    tell('disconnected');
    tell('connected');
    tell('reAnnounced', 'contexts');
    expect(told).toEqual([false]);
    tell('reAnnounced');
    expect(told).toEqual([false, true]);
});

test('where there are contexts, it counts when they are announced again too', () => {
    const {tell, told} = setUp({hasContexts: true});
    tell('disconnected');
    tell('connected');
    tell('reAnnounced');
    tell('reAnnounced');
    expect(told).toEqual([false]);
    tell('reAnnounced', 'contexts');
    expect(told).toEqual([false, true]);
});

test('a return whose announcement never ends counts after a while', () => {
    const {tell, told} = setUp();
    tell('disconnected');
    tell('connected');
    jest.advanceTimersByTime(5000);
    expect(told).toEqual([false, true]);
});

test('a loss during the return is none of its own, and the next return counts once', () => {
    const {tell, told} = setUp();
    ['disconnected', 'connected', 'disconnected', 'connected', 'reAnnounced'].forEach((event) => tell(event));
    jest.advanceTimersByTime(5000);
    expect(told).toEqual([false, true]);
});

test('a library that tells no announcements is back at once', () => {
    const {tell, told} = setUp({tellsReAnnouncements: false});
    ['disconnected', 'connected'].forEach((event) => tell(event));
    expect(told).toEqual([false, true]);
});

test('stopped, it is silent and leaves no listener', () => {
    const {tell, told, stop, listeners} = setUp();
    tell('disconnected');
    tell('connected');
    stop();
    jest.advanceTimersByTime(5000);
    expect(told).toEqual([false]);
    expect(Object.values(listeners).map(({size}) => size)).toEqual([0, 0, 0]);
});
