import {openTransport} from '../../../../../src/connection/platforms/embedded/workerTransport';
import {newGatewayName} from '../../../../../src/connection/platforms/embedded/gatewayName';

class FakeWorker {
    static newest: FakeWorker;
    onerror: (() => void) | null = null;
    onmessage: ((event: {data: unknown}) => void) | null = null;
    sent: unknown[] = [];

    constructor() {
        FakeWorker.newest = this;
    }

    postMessage(message: unknown) {
        this.sent.push(message);
    }
}

test('a page stays with its own worker when that has an error after it has let the page in', async () => {
    Object.assign(globalThis, {Worker: FakeWorker});
    const opening = openTransport(newGatewayName('dedicated', 'http://localhost/gateway.js'), 'page', 1000, true);
    const worker = FakeWorker.newest;
    worker.onmessage!({data: {dashGlue42: {type: 'joined'}}});
    const transport = await opening;
    worker.onerror!();
    expect(worker.sent).not.toContainEqual({dashGlue42: {type: 'leave'}});
    transport.leave();
    expect(worker.sent).toContainEqual({dashGlue42: {type: 'leave'}});
});
