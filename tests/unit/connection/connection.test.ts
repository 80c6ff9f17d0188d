import {BusError} from '../../../src/values/busError';
import type {Bus, ConnectRequest, Platform} from '../../../src/connection/bus';
import {type Connection, createConnection} from '../../../src/connection/connection';
import {publishGlobals} from '../../../src/connection/globals';

interface Attempt {
    request: ConnectRequest;
    succeed: (bus: Bus) => void;
    fail: (reason: unknown) => void;
}

/** A connection whose attempts the test settles itself. */
function connectionByHand(
    platform: Platform = 'embedded',
    loadPatchGlue: () => Promise<() => void> = () => Promise.resolve(() => undefined),
) {
    const attempts: Attempt[] = [];
    const watch: {onFound?: () => void; begun: number; mayFind: boolean} = {begun: 0, mayFind: false};
    const refusal = jest.fn(async (origin: string, isOffer: boolean) => ({
        code: 'untrusted_origin' as const,
        message: `${origin} ${isOffer}`,
    }));
    const connect = (request: ConnectRequest) =>
        new Promise<Bus>((succeed, fail) => attempts.push({request, succeed, fail}));
    const connection = createConnection({
        connectors: {desktop: connect, browser: connect, browserPlatform: connect, gateway: connect, embedded: connect},
        detectPlatform: () => platform,
        watchForPlatform: (onFound, {signal}) => {
            watch.onFound = onFound;
            watch.begun += 1;
            signal.addEventListener('abort', () => (watch.onFound = undefined));
            return async () => watch.mayFind;
        },
        refusal,
        readLibSettings: () => ({}),
        loadPatchGlue,
        application: 'Page title',
    });
    return {connection, attempts, watch, refusal};
}

function fakeBus() {
    const listeners = new Set<(isConnected: boolean, reason?: string) => void>();
    const bus = {
        platform: 'embedded' as const,
        glue: null,
        onStatus: (listener: (isConnected: boolean, reason?: string) => void) => {
            listeners.add(listener);
            return () => void listeners.delete(listener);
        },
        close: jest.fn(),
    };
    return {
        bus,
        listeners,
        say: (isConnected: boolean, reason?: string) => listeners.forEach((tell) => tell(isConnected, reason)),
    };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

function history(connection: Connection): string[] {
    const seen: string[] = [];
    connection.subscribe(() => seen.push(connection.state().status));
    return seen;
}

describe('the connection', () => {
    it('is absent, connecting, connected, absent again', async () => {
        const {connection, attempts} = connectionByHand();
        expect(connection.state()).toEqual({status: 'absent'});
        const seen = history(connection);
        const {bus} = fakeBus();
        const close = connection.open(undefined);
        expect(connection.state().status).toBe('connecting');
        await settled();
        attempts[0]!.succeed(bus);
        await settled();
        expect(connection.state()).toEqual({status: 'connected', platform: 'embedded', bus});
        close();
        await settled();
        expect(seen).toEqual(['connecting', 'connected', 'absent']);
        expect(bus.close).toHaveBeenCalledTimes(1);
    });

    it('is lost and returns', async () => {
        const {connection, attempts} = connectionByHand();
        const {bus, say, listeners} = fakeBus();
        const close = connection.open({});
        await settled();
        attempts[0]!.succeed(bus);
        await settled();
        say(false);
        expect(connection.state()).toMatchObject({
            status: 'disconnected',
            bus,
            error: {code: 'connection_lost', message: 'The connection to the Glue42 bus was lost.'},
        });
        say(true);
        expect(connection.state()).toEqual({status: 'connected', platform: 'embedded', bus});
        say(false, 'the platform was closed');
        expect(connection.state().error).toEqual({code: 'connection_lost', message: 'the platform was closed'});
        close();
        expect(listeners.size).toBe(0);
    });

    it('names the app by its settings, else by the page', async () => {
        const {connection, attempts} = connectionByHand();
        connection.open({})();
        connection.open({application: ' Orders '});
        await settled();
        expect(attempts.map(({request}) => request.application)).toEqual(['Orders']);
        const other = connectionByHand();
        other.connection.open(undefined);
        await settled();
        expect(other.attempts[0]!.request.application).toBe('Page title');
    });

    it('fails with the reason, and can be opened again', async () => {
        const {connection, attempts} = connectionByHand('browser');
        const close = connection.open({});
        await settled();
        attempts[0]!.fail({err: {message: 'no platform'}, libs: {}});
        await settled();
        expect(connection.state()).toEqual({
            status: 'failed',
            platform: 'browser',
            error: {code: 'not_connected', message: 'no platform'},
        });
        close();
        expect(connection.state()).toEqual({status: 'absent'});
        connection.open({});
        await settled();
        attempts[1]!.succeed(fakeBus().bus);
        await settled();
        expect(connection.state().status).toBe('connected');
    });

    it('fails for wrong settings without connecting', async () => {
        const {connection, attempts} = connectionByHand();
        connection.open({web: {}, webPlatform: {}});
        await settled();
        expect(connection.state().status).toBe('failed');
        expect(connection.state().error).toEqual({
            code: 'invalid_setting',
            message: expect.stringContaining('both "web" and "webPlatform"'),
        });
        expect(attempts).toHaveLength(0);
    });

    it('refuses a second opening, and keeps the first', async () => {
        const {connection, attempts} = connectionByHand();
        connection.open({});
        expect(() => connection.open({})).toThrow('This page has a Glue42 component already; keep only one.');
        await settled();
        expect(attempts).toHaveLength(1);
        expect(connection.state().status).toBe('connecting');
    });

    it('closes a bus that arrives after its opening was closed, and keeps the next one', async () => {
        const {connection, attempts} = connectionByHand();
        const late = fakeBus();
        const next = fakeBus();
        const close = connection.open({});
        await settled();
        close();
        connection.open({});
        await settled();
        attempts[1]!.succeed(next.bus);
        await settled();
        attempts[0]!.succeed(late.bus);
        await settled();
        expect(late.bus.close).toHaveBeenCalledTimes(1);
        expect(late.listeners.size).toBe(0);
        expect(next.bus.close).not.toHaveBeenCalled();
        expect(connection.state().bus).toBe(next.bus);
    });

    it('fails when a script of the package cannot be loaded, and does not stay on the bus', async () => {
        const {connection, attempts} = connectionByHand('embedded', () =>
            Promise.reject(new Error('Loading chunk apis failed.')),
        );
        const {bus} = fakeBus();
        connection.open({});
        await settled();
        expect(connection.state()).toMatchObject({status: 'failed', error: {message: 'Loading chunk apis failed.'}});
        attempts[0]!.succeed(bus);
        await settled();
        expect(bus.close).toHaveBeenCalledTimes(1);
    });

    it('takes no notice of an earlier opening that fails late', async () => {
        const {connection, attempts} = connectionByHand();
        connection.open({})();
        const close = connection.open({});
        await settled();
        close();
        connection.open({});
        await settled();
        attempts[0]!.fail('too late');
        await settled();
        expect(connection.state()).toEqual({status: 'connecting'});
    });

    it('closes once, whatever the closer does afterwards', async () => {
        const {connection, attempts} = connectionByHand();
        const {bus} = fakeBus();
        bus.close.mockRejectedValue(new Error('gone already'));
        const close = connection.open({});
        await settled();
        attempts[0]!.succeed(bus);
        await settled();
        close();
        connection.open({});
        close();
        await settled();
        expect(bus.close).toHaveBeenCalledTimes(1);
        expect(connection.state().status).toBe('connecting');
    });
});

test('a bus that cannot be made ready is left, and the reason is told', async () => {
    const {connection, attempts} = connectionByHand('browser', async () => () => {
        throw new Error('it is frozen');
    });
    connection.open({});
    await settled();
    const {bus} = fakeBus();
    attempts[0]!.succeed({...bus, glue: {} as never});
    await settled();
    expect(connection.state()).toMatchObject({status: 'failed', error: {message: 'it is frozen'}});
    expect(bus.close).toHaveBeenCalledTimes(1);
});

describe('the connection of a page whose platform comes late', () => {
    async function onEmbedded() {
        const opened = connectionByHand();
        const {bus} = fakeBus();
        const close = opened.connection.open(undefined);
        await settled();
        opened.attempts[0]!.succeed(bus);
        await settled();
        opened.watch.onFound!();
        await settled();
        return {...opened, bus, close, late: {...fakeBus().bus, platform: 'browser' as const}};
    }

    it('moves over to it, and leaves its own bus', async () => {
        const {connection, attempts, bus, late} = await onEmbedded();
        expect(connection.state()).toMatchObject({status: 'connected', platform: 'embedded'});
        const seen = history(connection);
        attempts[1]!.succeed(late);
        await settled();
        expect(seen).toEqual(['connecting', 'connected']);
        expect(connection.state()).toEqual({status: 'connected', platform: 'browser', bus: late});
        expect(bus.close).toHaveBeenCalledTimes(1);
    });

    it('stays where it is when it cannot join it, says why, and watches again after growing pauses', async () => {
        const {connection, attempts, bus, watch, close} = await onEmbedded();
        jest.useFakeTimers();
        for (const [n, pauseMs] of [500, 1000, 2000].entries()) {
            attempts[n + 1]!.fail(new Error('no'));
            await jest.advanceTimersByTimeAsync(pauseMs - 1);
            expect(watch.begun).toBe(n + 1);
            await jest.advanceTimersByTimeAsync(1);
            expect(watch.begun).toBe(n + 2);
            expect(connection.state()).toEqual({
                status: 'connected',
                platform: 'embedded',
                bus,
                error: {code: 'not_connected', message: 'no'},
            });
            watch.onFound!();
            await jest.advanceTimersByTimeAsync(0);
        }
        attempts[4]!.fail(new Error('no'));
        close();
        await jest.advanceTimersByTimeAsync(60000);
        expect(watch.begun).toBe(4);
        jest.useRealTimers();
    });

    it('forgets why it could not join it when it has', async () => {
        const {connection, attempts, watch, late} = await onEmbedded();
        jest.useFakeTimers();
        attempts[1]!.fail(new Error('no'));
        await jest.advanceTimersByTimeAsync(500);
        watch.onFound!();
        await jest.advanceTimersByTimeAsync(0);
        attempts[2]!.succeed(late);
        await jest.advanceTimersByTimeAsync(0);
        expect(connection.state()).toEqual({status: 'connected', platform: 'browser', bus: late});
        jest.useRealTimers();
    });

    it('joins it also before its own bus has answered', async () => {
        const {connection, attempts, watch} = connectionByHand();
        connection.open(undefined);
        await settled();
        watch.onFound!();
        await settled();
        const late = {...fakeBus().bus, platform: 'browser' as const};
        attempts[1]!.succeed(late);
        await settled();
        const {bus} = fakeBus();
        attempts[0]!.succeed(bus);
        await settled();
        expect(connection.state()).toEqual({status: 'connected', platform: 'browser', bus: late});
        expect(bus.close).toHaveBeenCalledTimes(1);
    });

    it('joins it also when its own bus has failed, and has a promise of it again', async () => {
        const {connection, attempts, watch} = connectionByHand();
        publishGlobals(connection);
        connection.open(undefined);
        await settled();
        attempts[0]!.fail(new Error('blocked'));
        await settled();
        expect(connection.state()).toMatchObject({status: 'failed'});
        await expect(window.glue42dash!.glueInstancePromise).rejects.toThrow('blocked');
        watch.onFound!();
        await settled();
        const glue = {interop: {}} as never;
        attempts[1]!.succeed({...fakeBus().bus, platform: 'browser', glue});
        await settled();
        expect(connection.state()).toMatchObject({status: 'connected', platform: 'browser'});
        expect(await window.glue42dash!.glueInstancePromise).toBe(glue);
    });

    it('does not give up while a trusted one may come, though its own bus has failed', async () => {
        const {connection, attempts, watch} = connectionByHand();
        watch.mayFind = true;
        connection.open(undefined);
        await settled();
        attempts[0]!.fail(new BusError('blocked', 'The browser denies storage.'));
        await settled();
        expect(connection.state()).toEqual({
            status: 'connecting',
            platform: 'embedded',
            error: {code: 'blocked', message: 'The browser denies storage.'},
        });
        watch.onFound!();
        await settled();
        const late = {...fakeBus().bus, platform: 'browser' as const};
        attempts[1]!.succeed(late);
        await settled();
        expect(connection.state()).toEqual({status: 'connected', platform: 'browser', bus: late});
    });

    it('no longer watches when it is closed', async () => {
        const {close, watch} = await onEmbedded();
        close();
        expect(watch.onFound).toBeUndefined();
    });
});

const receive = (origin: string, type: string) =>
    window.dispatchEvent(new MessageEvent('message', {origin, data: {glue42core: {type}}}));

test('the connection tells of a page that was refused, also while connected', async () => {
    const {connection, attempts, refusal} = connectionByHand();
    const {bus, say} = fakeBus();
    connection.open(undefined);
    await settled();
    attempts[0]!.succeed(bus);
    await settled();
    receive('https://evil.example', 'platformPing');
    await settled();
    expect(refusal).not.toHaveBeenCalled();
    receive('https://evil.example', 'platformReady');
    await settled();
    const told = {status: 'connected', error: {code: 'untrusted_origin', message: 'https://evil.example true'}};
    expect(connection.state()).toMatchObject(told);
    say(false, 'gone');
    expect(connection.state().error).toEqual({code: 'connection_lost', message: 'gone'});
    say(true);
    expect(connection.state()).toMatchObject(told);
});

test('each page that was refused is told of once, however many there are', async () => {
    const {connection, attempts, refusal} = connectionByHand();
    const close = connection.open(undefined);
    await settled();
    attempts[0]!.succeed(fakeBus().bus);
    await settled();
    const seen = history(connection);
    for (let n = 0; n < 10; n++) {
        receive('https://one.example', 'platformReady');
        receive('https://two.example', 'connectionAccepted');
        await settled();
    }
    expect(refusal).toHaveBeenCalledTimes(2);
    expect(seen).toEqual(['connected', 'connected']);
    close();
    connection.open(undefined);
    receive('https://one.example', 'platformReady');
    await settled();
    expect(refusal).toHaveBeenCalledTimes(3);
});

test('a platform page hears of pages that ask whether it is one', async () => {
    const {connection, refusal} = connectionByHand();
    connection.open({type: 'platform'});
    receive('https://evil.example', 'platformPing');
    await settled();
    expect(refusal).toHaveBeenCalledWith('https://evil.example', false, expect.anything());
});

test('a reason that cannot be loaded disturbs nothing', async () => {
    const {connection, attempts, refusal} = connectionByHand();
    refusal.mockRejectedValue(new Error('Loading chunk platform failed.'));
    connection.open(undefined);
    await settled();
    attempts[0]!.succeed(fakeBus().bus);
    receive('https://evil.example', 'platformReady');
    await settled();
    expect(connection.state()).not.toHaveProperty('error.code');
});

test('what a strategy waits for is reported while the page connects, and not when that has ended', async () => {
    const {connection, attempts} = connectionByHand('gateway');
    const close = connection.open({});
    await settled();
    const {onWaiting, signal} = attempts[0]!.request;
    const error = {code: 'not_connected' as const, message: 'The gateway does not run.'};
    onWaiting(error);
    expect(connection.state()).toEqual({status: 'connecting', platform: 'gateway', error});
    expect(signal.aborted).toBe(false);
    close();
    expect(signal.aborted).toBe(true);
    onWaiting(error);
    expect(connection.state()).toEqual({status: 'absent'});
    connection.open({});
    await settled();
    attempts[1]!.succeed(fakeBus().bus);
    await settled();
    attempts[1]!.request.onWaiting(error);
    expect(connection.state()).toMatchObject({status: 'connected'});
});
