import type {Connector} from '../../../../../src/connection/coreClient/transport';
import {createConnector} from '../../../../../src/connection/platforms/embedded/discovery';
import {nextTask} from '../../../../fakes/dashStore';
import {type FakeLocks, fakeLocks} from './fakeLocks';
import {fakeWorkers} from './fakeWorkers';

let prefix = '';
jest.mock('../../../../../src/bundle/scriptUrl', () => ({
    scriptUrl: (file: string) => `http://localhost${prefix}/${file}`,
}));

/** A page at a prefix of its own. */
function pageAt(path: string): Connector {
    prefix = path;
    return createConnector();
}

const waits: string[] = [];

const connect = (meeting: Connector, path: string, onLost = () => undefined as void, life = new AbortController()) => {
    prefix = path;
    return meeting.connect(
        {onLost, onRejected: () => undefined, onWaiting: ({message}) => waits.push(message)},
        life.signal,
    );
};

jest.mock('../../../../../src/bundle/notLoadedReason', () => ({
    notLoadedReason: async () => 'its server answered with status 503',
}));

const address = (path: string) => `http://localhost${path}/dash_glue42.embedded.js`;

/** What a message and its answer take. */
const settled = async () => {
    await nextTask();
    await nextTask();
};

function install(locks: FakeLocks | undefined, workers: ReturnType<typeof fakeWorkers>) {
    Object.defineProperty(navigator, 'locks', {value: locks, configurable: true});
    Object.assign(globalThis, {SharedWorker: workers.SharedWorker});
}

afterEach(() => {
    jest.useRealTimers();
    waits.length = 0;
    delete (navigator as {locks?: unknown}).locks;
    delete (globalThis as {SharedWorker?: unknown}).SharedWorker;
    localStorage.clear();
});

describe('pages that meet by locks', () => {
    let locks: FakeLocks;
    let workers: ReturnType<typeof fakeWorkers>;

    beforeEach(() => {
        locks = fakeLocks();
        workers = fakeWorkers(locks);
        install(locks, workers);
    });

    it('join one gateway, whatever address they know it by', async () => {
        const [a, b] = [pageAt('/a'), pageAt('/b')];
        await connect(a, '/a');
        await connect(b, '/b');
        expect(workers.running()).toHaveLength(1);
        expect(workers.running()[0]).toMatchObject({url: address('/a'), left: []});
        expect(workers.running()[0]!.joined).toHaveLength(2);
    });

    it('do not start two when they open together', async () => {
        const [a, b] = [pageAt('/a'), pageAt('/b')];
        await Promise.all([connect(a, '/a'), connect(b, '/b')]);
        expect(workers.running()).toHaveLength(1);
    });

    it('hold a lock each that the gateway can wait for, until they close', async () => {
        const a = pageAt('/a');
        await connect(a, '/a');
        const [page] = workers.running()[0]!.joined;
        expect(locks.names()).toContain(page);
        a.close!();
        await settled();
        expect(locks.names()).not.toContain(page);
    });

    it('hold their lock again where the browser has released it while they were kept for the way back', async () => {
        const a = pageAt('/a');
        await connect(a, '/a');
        const [page] = workers.running()[0]!.joined;
        locks.drop(page!);
        await connect(a, '/a');
        expect(workers.running()[0]!.joined).toEqual([page, page]);
        expect(locks.names()).toContain(page);
        a.close!();
        await settled();
        expect(locks.names()).not.toContain(page);
    });

    it('are told at once when it dies, and meet again on the next one', async () => {
        const [a, b] = [pageAt('/a'), pageAt('/b')];
        const [lostA, lostB] = [jest.fn(), jest.fn()];
        await connect(a, '/a', lostA);
        await connect(b, '/b', lostB);
        const [first] = workers.running();
        workers.die(first!);
        await settled();
        expect(lostA).toHaveBeenCalledTimes(1);
        expect(lostB).toHaveBeenCalledTimes(1);
        await Promise.all([connect(b, '/b'), connect(a, '/a')]);
        expect(workers.running()).toHaveLength(1);
        expect(workers.running()[0]!.name).not.toBe(first!.name);
        expect(workers.running()[0]!.joined).toHaveLength(2);
    });

    it('leave it without being told of its end later', async () => {
        const a = pageAt('/a');
        const lost = jest.fn();
        const transport = await connect(a, '/a', lost);
        const [gateway] = workers.running();
        transport.leave();
        await settled();
        expect(gateway!.left).toEqual(gateway!.joined);
        workers.die(gateway!);
        await settled();
        expect(lost).not.toHaveBeenCalled();
    });

    it('hand messages through both ways', async () => {
        const transport = await connect(pageAt('/a'), '/a');
        const heard = jest.fn();
        transport.listen(heard);
        transport.post({type: 'hello'});
        await settled();
        expect(workers.running()[0]!.received).toEqual([{type: 'hello'}]);
        expect(heard).toHaveBeenCalledWith({type: 'echo', data: {type: 'hello'}});
    });

    it('wait for one whose script is slow, all for the same, and say so', async () => {
        jest.useFakeTimers();
        ['/a', '/b'].forEach((path) => workers.slow.add(address(path)));
        const entered = ['/a', '/b'].map((path) => connect(pageAt(path), path));
        await jest.advanceTimersByTimeAsync(60000);
        expect(waits).toEqual(
            Array(2).fill(
                expect.stringMatching(/has not started yet: the browser is still loading or starting its script/),
            ),
        );
        expect(workers.running()).toHaveLength(1);
        workers.load(workers.running()[0]!);
        await jest.advanceTimersByTimeAsync(10);
        await Promise.all(entered);
        const {joined, left} = workers.running()[0]!;
        expect(joined.length - left.length).toBe(2);
        expect(locks.names().filter((name) => name.includes('start'))).toEqual([]);
    });

    it('start it again when it dies while it loads', async () => {
        jest.useFakeTimers();
        workers.slow.add(address('/a'));
        const entered = connect(pageAt('/a'), '/a');
        await jest.advanceTimersByTimeAsync(1000);
        workers.die(workers.running()[0]!);
        workers.slow.clear();
        await jest.advanceTimersByTimeAsync(3100);
        await entered;
        expect(workers.running()).toHaveLength(1);
    });

    it('try again with growing pauses when it cannot be loaded, and say why', async () => {
        jest.useFakeTimers();
        workers.broken.add(address('/a'));
        const entered = connect(pageAt('/a'), '/a');
        await jest.advanceTimersByTimeAsync(20000);
        expect(waits).toHaveLength(1 + 6);
        expect(new Set(waits)).toEqual(
            new Set([
                'The embedded Glue42 bus did not start: its script http://localhost/a/dash_glue42.embedded.js could not be loaded: ' +
                    'its server answered with status 503. This page tries again.',
            ]),
        );
        workers.broken.clear();
        await jest.advanceTimersByTimeAsync(20000);
        await entered;
        expect(workers.running()[0]!.joined).toHaveLength(1);
    });

    it('start one from their own address when that of another page cannot be loaded', async () => {
        jest.useFakeTimers();
        workers.slow.add(address('/a'));
        void connect(pageAt('/a'), '/a');
        await jest.advanceTimersByTimeAsync(100);
        workers.broken.add(address('/a'));
        const entered = connect(pageAt('/b'), '/b');
        await jest.advanceTimersByTimeAsync(1000);
        await entered;
        expect(workers.running().map(({url}) => url)).toEqual([address('/a'), address('/b')]);
    });

    it('take the turn of a page that hangs while it has it', async () => {
        jest.useFakeTimers();
        void locks.request('dash_glue42 pick 1', () => new Promise(() => undefined)).catch(() => undefined);
        const entered = connect(pageAt('/a'), '/a');
        await jest.advanceTimersByTimeAsync(5000);
        await entered;
        expect(workers.running()).toHaveLength(1);
    });

    it('stop looking when nobody wants it any more', async () => {
        jest.useFakeTimers();
        workers.broken.add(address('/a'));
        const life = new AbortController();
        const entered = expect(connect(pageAt('/a'), '/a', undefined, life)).rejects.toMatchObject({
            name: 'AbortError',
        });
        await jest.advanceTimersByTimeAsync(1000);
        life.abort();
        await jest.advanceTimersByTimeAsync(30000);
        await entered;
        expect(locks.names().filter((name) => name.includes('start'))).toEqual([]);
    });

    it('start another when it hangs, which those to come choose', async () => {
        jest.useFakeTimers();
        const arrive = async (path: string) => {
            const entered = connect(pageAt(path), path);
            await jest.advanceTimersByTimeAsync(9000);
            return entered;
        };
        await arrive('/a');
        workers.hung.add(address('/a'));
        await arrive('/b');
        await arrive('/c');
        jest.useRealTimers();
        expect(workers.running().map(({url}) => url)).toEqual([address('/a'), address('/b')]);
        expect(workers.running()[1]!.joined).toHaveLength(2);
    });

    it('say so when the browser refuses', async () => {
        install(
            {...locks, request: () => Promise.reject(new DOMException('The request was denied.', 'SecurityError'))},
            workers,
        );
        await expect(connect(pageAt('/a'), '/a')).rejects.toThrow('The browser denies this page the locks and workers');
    });
});

describe('pages without locks', () => {
    let workers: ReturnType<typeof fakeWorkers>;

    beforeEach(() => {
        workers = fakeWorkers();
        install(undefined, workers);
    });

    it('join the gateway that the first one left word of', async () => {
        await connect(pageAt('/a'), '/a');
        await connect(pageAt('/b'), '/b');
        expect(workers.running().map(({url}) => url)).toEqual([address('/a')]);
        expect(workers.running()[0]!.joined).toHaveLength(2);
    });

    it('replace it when it does not start any more', async () => {
        await connect(pageAt('/a'), '/a');
        workers.running().forEach(workers.die);
        workers.broken.add(address('/a'));
        await connect(pageAt('/b'), '/b');
        expect(waits).toEqual([
            expect.stringContaining('its script http://localhost/a/dash_glue42.embedded.js could not be loaded'),
        ]);
        await connect(pageAt('/c'), '/c');
        expect(workers.running().map(({url}) => url)).toEqual([address('/b')]);
    });

    it('agree on one when two start together', async () => {
        await Promise.all([connect(pageAt('/a'), '/a'), connect(pageAt('/b'), '/b')]);
        const occupied = workers.running().filter(({joined, left}) => joined.length > left.length);
        expect(occupied).toHaveLength(1);
    });

    it('say so when there are no shared workers either', async () => {
        delete (globalThis as {SharedWorker?: unknown}).SharedWorker;
        await expect(connect(pageAt('/a'), '/a')).rejects.toThrow('serve it over https or from localhost');
    });
});
