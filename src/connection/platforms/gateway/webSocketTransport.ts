import type {Transport, TransportEvents, GatewayMessage} from '../../coreClient/transport';
import {startHeartbeat} from './heartbeat';
import {fromText, toText} from './codec';
import {openSocketTimeoutMs} from '../../../async/timeouts';
import {withoutUrlSecrets} from '../../../values/withoutUrlSecrets';

export interface SocketOptions {
    url: string;
    /** How often a connection is tried before that counts as a failure, without end if infinite. After a loss it then starts over. */
    attempts: number;
    /** Between two attempts. */
    intervalMs: number;
    /** How long the gateway may be silent before it is asked for a sign of life, and how long it may take to give it. */
    heartbeatMs: number;
}

/** What happens to a socket. */
export interface SocketEvents extends TransportEvents {
    /**
     * The gateway has accepted the client library's login. Whether it proves the users of all its clients: only the gateway
     * itself writes its welcome.
     */
    onAuthenticated: (verifiesUsers: boolean) => void;
}

/** What this file reads in the messages that it passes on. */
interface DomainMessage extends GatewayMessage {
    domain?: string;
    request_id?: string;
    peer_id?: string;
    reason?: string;
    dash_glue42?: {verifiesUsers?: unknown} | null;
}

const signOfLife = 'dash_glue42 sign of life';

/** Opens a WebSocket to a gateway. Rejects when it does not open. */
export function openSocket(
    {url, heartbeatMs}: Pick<SocketOptions, 'url' | 'heartbeatMs'>,
    listener: SocketEvents,
): Promise<Transport> {
    return new Promise((resolve, reject) => {
        const socket = new WebSocket(url);
        const end = () => {
            clearTimeout(timer);
            socket.onclose = null;
            socket.onmessage = null;
            socket.close();
        };
        const fail = () => {
            end();
            reject(new Error('The WebSocket did not open.'));
        };
        const timer = setTimeout(fail, openSocketTimeoutMs);
        socket.onclose = fail;
        socket.onopen = () => {
            clearTimeout(timer);
            resolve(transportOver(socket, {url, end, heartbeatMs}, listener));
        };
    });
}

function transportOver(
    socket: WebSocket,
    {url, end, heartbeatMs}: {url: string; end: () => void; heartbeatMs: number},
    {onAuthenticated, onLost, onRejected}: SocketEvents,
): Transport {
    let forward: (message: GatewayMessage) => void = () => undefined;
    let hello: string | undefined;
    let peer: string | undefined;
    const send = (message: DomainMessage) => socket.send(toText(message));
    const leave = () => {
        heartbeat.stop();
        end();
    };
    const heartbeat = startHeartbeat({
        limitMs: heartbeatMs,
        // Any answer will do. Before the login there is one to come anyway.
        ask: () => peer && send({type: 'create-token', domain: 'global', request_id: signOfLife, peer_id: peer}),
        onSilent: () => {
            leave();
            onLost('The gateway stopped responding: the connection to the Glue42 bus was lost.');
        },
    });

    socket.onclose = (event) => {
        leave();
        onLost(...whyClosed(event?.reason, peer === undefined ? url : undefined));
    };
    socket.onmessage = ({data}) => {
        heartbeat.received();
        const message = fromText(data) as DomainMessage;
        if (message.request_id === signOfLife) {
            return;
        }
        if (message.type === 'error' && message.request_id === hello) {
            // Handled here, because the client library would keep trying on this socket.
            leave();
            onRejected(message.reason ?? 'the login failed');
            return;
        }
        if (message.type === 'welcome' && message.domain === 'global') {
            peer = message.peer_id;
            onAuthenticated(message.request_id === hello && message.dash_glue42?.verifiesUsers === true);
        }
        forward(message);
    };
    return {
        post: (message) => {
            if (message.type === 'hello') {
                hello = (message as DomainMessage).request_id;
            }
            send(message);
        },
        listen: (listener) => {
            forward = listener;
        },
        leave,
    };
}

/** Browsers themselves give no reason. `refusedBy` is the gateway that has not let this page in. */
function whyClosed(reason: string | undefined, refusedBy: string | undefined): Parameters<TransportEvents['onLost']> {
    if (!reason) {
        return [];
    }
    // It has too many clients, or cannot check tokens yet.
    return refusedBy === undefined
        ? [`The connection to the Glue42 bus was lost: the gateway ended it (${reason}).`]
        : [`The gateway at ${withoutUrlSecrets(refusedBy)} does not let this page in now: ${reason}.`, 'not_connected'];
}
