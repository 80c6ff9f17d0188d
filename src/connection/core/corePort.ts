import {withoutUnsafePaths} from '../../contextPaths';
import {errorMessage} from '../../errorMessage';
import type {Door, GatewayMessage} from './door';

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

interface PortToGateway {
    port: CorePort;
    /** Leaves the gateway, if any; the library comes back by connecting again. */
    leave: () => void;
}

/** `enter` is asked for a door whenever the library connects. */
export function createPort(enter: () => Promise<Door>): PortToGateway {
    let door: Door | undefined;
    // Counts the library's coming and going: a door that opens after it went is closed at once.
    let visit = 0;

    const leave = () => {
        visit += 1;
        door?.leave();
        door = undefined;
    };

    const answer = (outcome: {success: true} | {error: string}) =>
        port.onmessage?.({data: {glue42core: {type: 'gatewayInternalConnect', ...outcome}}});

    const connect = async () => {
        leave();
        const ours = visit;
        try {
            const opened = await enter();
            if (ours !== visit) {
                opened.leave();
                return;
            }
            door = opened;
            opened.listen(message => port.onmessage?.({data: withoutUnsafePaths(message)}));
            answer({success: true});
        } catch (reason) {
            if (ours === visit) {
                answer({error: errorMessage(reason)});
            }
        }
    };

    const port: CorePort = {
        onmessage: null,
        postMessage: message => {
            if (!('glue42core' in message)) {
                door?.post(withoutUnsafePaths(message));
            } else if (message.glue42core.type === 'gatewayInternalConnect') {
                void connect();
            } else {
                leave();
            }
        },
    };

    return {port, leave};
}
