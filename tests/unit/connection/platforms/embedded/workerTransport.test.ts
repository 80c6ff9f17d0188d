import {openTransport} from '../../../../../src/connection/platforms/embedded/workerTransport';
import {newGatewayName} from '../../../../../src/connection/platforms/embedded/gatewayName';

class FakeWorker {
    static newest: FakeWorker;
    onerror: (() => void) | null = null;
    onmessage: ((event: {data: unknown}) => void) | null = null;
    sent: unknown[] = [];
    terminate = jest.fn();

    constructor() {
        FakeWorker.newest = this;
    }

    postMessage(message: unknown) {
        this.sent.push(message);
    }
}

beforeEach(() => void Object.assign(globalThis, {Worker: FakeWorker}));

function open() {
    const opening = openTransport(newGatewayName('dedicated', 'http://localhost/gateway.js'), 'page', 1000, true);
    return {opening, worker: FakeWorker.newest};
}

test('a page stays with its own worker when that has an error after it has let the page in', async () => {
    const {opening, worker} = open();
    worker.onmessage!({data: {dashGlue42: {type: 'joined'}}});
    const transport = await opening;
    worker.onerror!();
    expect(worker.sent).not.toContainEqual({dashGlue42: {type: 'leave'}});
    transport.leave();
    expect(worker.sent).toContainEqual({dashGlue42: {type: 'leave'}});
    // It serves other pages.
    expect(worker.terminate).not.toHaveBeenCalled();
});

test.each([
    ['does not load', (worker: FakeWorker) => worker.onerror!()],
    [
        'refuses the page',
        (worker: FakeWorker) => worker.onmessage!({data: {dashGlue42: {type: 'refused', message: 'no lock'}}}),
    ],
])('a worker of this page that %s is ended', async (_, fail) => {
    const {opening, worker} = open();
    fail(worker);
    await expect(opening).rejects.toThrow();
    expect(worker.terminate).toHaveBeenCalledTimes(1);
});
