import type {DesktopAgent} from '@finos/fdc3-standard';
import {windowAgent} from '../../../src/fdc3/windowAgent';

const agent = {getInfo: async () => ({fdc3Version: '2.0', provider: 'Container'})} as unknown as DesktopAgent;

beforeEach(() => {
    delete window.fdc3;
    jest.useFakeTimers();
});

afterEach(() => jest.useRealTimers());

test('an agent that comes without the event is noticed', async () => {
    const search = new AbortController();
    const found = windowAgent(search.signal);
    await jest.advanceTimersByTimeAsync(1000);
    window.fdc3 = agent;
    await jest.advanceTimersByTimeAsync(100);
    await expect(found).resolves.toMatchObject({kind: 'window'});
    expect(jest.getTimerCount()).toBe(0);
});

test('one that comes with the event is there at once', async () => {
    const search = new AbortController();
    const found = windowAgent(search.signal);
    window.fdc3 = agent;
    window.dispatchEvent(new Event('fdc3Ready'));
    await expect(found).resolves.toMatchObject({kind: 'window'});
    expect(jest.getTimerCount()).toBe(0);
});

test('a search that is ended rejects, and looks no more', async () => {
    const search = new AbortController();
    const found = windowAgent(search.signal);
    search.abort();
    await expect(found).rejects.toMatchObject({code: 'not_connected'});
    expect(jest.getTimerCount()).toBe(0);
});
