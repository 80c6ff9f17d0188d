import {withoutUnsafePaths} from '../../values/contextPaths';
import {errorMessage} from '../../values/errorMessage';
import type {Transport, GatewayMessage} from './transport';

/** What the client library says to its transport before and after, and what it expects as answer. */
interface TransportMessage {
    glue42core: {type: 'gatewayInternalConnect' | 'gatewayDisconnect'; success?: true; error?: string};
}

/**
 * What the client library takes for the port to its gateway. The library keeps this one port for life; the gateway behind
 * it may change. It is an object of ours and no MessagePort, which would cost every message one more hop in this page.
 */
export interface CorePort {
    onmessage: ((event: {data: GatewayMessage | TransportMessage}) => void) | null;
    postMessage: (message: GatewayMessage | TransportMessage) => void;
}

/** `openTransport` is called whenever the library connects. Its signal is aborted when the library no longer needs the transport. */
export function createPort(openTransport: (signal: AbortSignal) => Promise<Transport>) {
    let transport: Transport | undefined;
    let attempt = new AbortController();

    /** Leaves the gateway, if any; the library comes back by connecting again. */
    const leave = () => {
        attempt.abort();
        transport?.leave();
        transport = undefined;
    };

    const answer = (outcome: {success: true} | {error: string}) =>
        port.onmessage?.({data: {glue42core: {type: 'gatewayInternalConnect', ...outcome}}});

    const connect = async () => {
        leave();
        attempt = new AbortController();
        const {signal} = attempt;
        try {
            const opened = await openTransport(signal);
            if (signal.aborted) {
                opened.leave();
                return;
            }
            transport = opened;
            opened.listen((message) => port.onmessage?.({data: withoutUnsafePaths(message)}));
            answer({success: true});
        } catch (reason) {
            if (!signal.aborted) {
                answer({error: errorMessage(reason)});
            }
        }
    };

    const port: CorePort = {
        onmessage: null,
        postMessage: (message) => {
            if (!('glue42core' in message)) {
                transport?.post(withoutUnsafePaths(message));
            } else if (message.glue42core.type === 'gatewayInternalConnect') {
                void connect();
            } else {
                leave();
            }
        },
    };

    return {port, leave};
}
