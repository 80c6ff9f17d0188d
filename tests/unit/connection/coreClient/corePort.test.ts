import {createPort} from '../../../../src/connection/coreClient/corePort';
import type {Transport} from '../../../../src/connection/coreClient/transport';

const connect = {glue42core: {type: 'gatewayInternalConnect' as const}};
const disconnect = {glue42core: {type: 'gatewayDisconnect' as const}};
const settled = () => new Promise((resolve) => setTimeout(resolve));

function fakeTransport() {
    let say: (message: {type: string}) => void = () => undefined;
    const transport = {post: jest.fn(), listen: jest.fn((listener) => (say = listener)), leave: jest.fn()};
    return {transport: transport as Transport & typeof transport, say: (message: {type: string}) => say(message)};
}

describe('the port of the client library', () => {
    it('is answered when the gateway is reached, and hands messages through', async () => {
        const {transport, say} = fakeTransport();
        const {port} = createPort(() => Promise.resolve(transport));
        port.onmessage = jest.fn();
        port.postMessage(connect);
        await settled();
        expect(port.onmessage).toHaveBeenCalledWith({
            data: {glue42core: {type: 'gatewayInternalConnect', success: true}},
        });
        port.postMessage({type: 'hello'});
        expect(transport.post).toHaveBeenCalledWith({type: 'hello'});
        say({type: 'welcome'});
        expect(port.onmessage).toHaveBeenLastCalledWith({data: {type: 'welcome'}});
    });

    it('lets no path pass, in or out, that writes prototypes', async () => {
        const {transport, say} = fakeTransport();
        const {port} = createPort(() => Promise.resolve(transport));
        port.onmessage = jest.fn();
        port.postMessage(connect);
        await settled();
        const message = (type: string, ...paths: string[]) => ({
            type,
            delta: {commands: paths.map((path) => ({type: 'set', path, value: 1}))},
        });
        port.postMessage(message('update-context', '__proto__.x', 'a'));
        expect(transport.post).toHaveBeenCalledWith(message('update-context', 'a'));
        say(message('context-updated', '__proto__.x', 'a'));
        expect(port.onmessage).toHaveBeenLastCalledWith({data: message('context-updated', 'a')});
    });

    it('is told why the gateway cannot be reached', async () => {
        const {port} = createPort(() => Promise.reject(new Error('no worker')));
        port.onmessage = jest.fn();
        port.postMessage(connect);
        await settled();
        expect(port.onmessage).toHaveBeenCalledWith({
            data: {glue42core: {type: 'gatewayInternalConnect', error: 'no worker'}},
        });
    });

    it('leaves one gateway and reaches the next', async () => {
        const [first, second] = [fakeTransport(), fakeTransport()];
        const transports = [first.transport, second.transport];
        const {port} = createPort(() => Promise.resolve(transports.shift()!));
        port.postMessage(connect);
        await settled();
        port.postMessage(disconnect);
        expect(first.transport.leave).toHaveBeenCalledTimes(1);
        port.postMessage({type: 'lost'});
        port.postMessage(connect);
        await settled();
        port.postMessage({type: 'hello'});
        expect(first.transport.post).not.toHaveBeenCalled();
        expect(second.transport.post.mock.calls).toEqual([[{type: 'hello'}]]);
    });

    it('closes a transport that opens after it left', async () => {
        const {transport} = fakeTransport();
        const {port, leave} = createPort(() => Promise.resolve(transport));
        port.onmessage = jest.fn();
        port.postMessage(connect);
        leave();
        await settled();
        expect(transport.leave).toHaveBeenCalledTimes(1);
        expect(port.onmessage).not.toHaveBeenCalled();
    });
});
