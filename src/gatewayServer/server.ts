import {randomUUID} from 'node:crypto';
import {readFileSync} from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type {AddressInfo, Socket} from 'node:net';
import type {Duplex} from 'node:stream';
import {setTimeout as delay} from 'node:timers/promises';
import {WebSocketServer} from 'ws';
import type {Buses} from './buses';
import {busAt} from './busName';
import {Client} from './client';
import {serviceRestart} from './closeCodes';
import {createGateway} from './gateway';
import {limitName} from './limits/table';
import {isOriginAllowed} from './logins/auth';
import {needsToken} from './logins/options';
import {listen} from './listen';
import type {Log} from './log';
import {answer} from './operation/answers';
import {drain} from './operation/drain';
import type {Refused} from './operation/metrics';
import {serveMetrics} from './operation/metricsServer';
import type {GatewayOptions} from './options';
import {clientAddress} from './proxy/clientAddress';
import {watchPlacement} from './proxy/placement';
import {StartupError} from './startupError';
import {requestTimeoutMs, shutdownTimeoutMs} from './timeouts';

/** The largest single message: arguments, answers, contexts. */
const messageLimitBytes = 16 * 1024 * 1024;
const httpTimeouts = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    connectionsCheckingInterval: 1000,
};

/** Why no WebSocket is opened; `status` is HTTP's. */
interface Rejection {
    status: number;
    problem: string;
}

const refusedBy: {[status: number]: Refused} = {
    400: 'path',
    403: 'origin',
    404: 'path',
    429: 'full',
    503: 'draining',
};

interface Server {
    /** Where clients connect to. */
    url: string;
    /** Sends the clients away, and ends when they have gone, after a few seconds at most. */
    close: () => Promise<void>;
}

/** Listens for clients and joins them to their buses. */
export async function startServer(options: GatewayOptions, log: Log): Promise<Server> {
    const {host, port} = options;
    const sockets = new WebSocketServer({noServer: true, maxPayload: messageLimitBytes});
    const server = createHttpServer(options);
    const clients = new Set<Client>();
    const gateway = await createGateway(options, clients, log);
    const {buses, metrics, turns} = gateway;
    const node = randomUUID();
    let isDraining = false;
    const state = {
        node,
        clients: () => clients.size,
        whyNotReady: () => (isDraining ? 'draining' : gateway.logins.isReady() ? undefined : 'starting'),
    } as const;
    server.on('request', (request, response) => answer(request, response, state));
    server.on('upgrade', (request, stream, head) => {
        const {origin} = request.headers;
        const address = clientAddress(request, options.trustedProxies);
        const subject = {address: describeAddress(address, request.socket), origin};
        const bus = isDraining ? draining : admit(request, options, clients.size);
        if (typeof bus !== 'string') {
            metrics.refused(refusedBy[bus.status]!);
            log.write('warn', 'connection_refused', `refused: ${bus.problem}`, subject);
            refuse(stream, bus.status);
            return;
        }
        sockets.handleUpgrade(request, stream, head, (socket) => {
            const client = new Client({socket, stream: request.socket, address, subject: {...subject, bus}}, gateway);
            clients.add(client);
            socket.on('close', () => clients.delete(client));
        });
    });
    await listen(server, host, port);
    // A connection that the system could not hand over is no reason to end.
    server.on('error', (reason) =>
        log.write('error', 'accept_failed', `a connection was lost before it was accepted: ${reason.message}`),
    );
    await serveMetrics(metrics, options, log);
    const stopFollowing = followProxy(options.publicUrl, {node, buses, clients, log});
    return {
        url: addressOf(server, options),
        close: async () => {
            isDraining = true;
            stopFollowing();
            await drain(clients);
            turns.stop();
            server.close();
            await closedOf(clients);
        },
    };
}

/** Also when a client does not answer the goodbye. */
async function closedOf(clients: Iterable<Client>): Promise<void> {
    const closed = [...clients].map(({socket}) => new Promise((resolve) => socket.once('close', resolve)));
    await Promise.race([Promise.all(closed), delay(shutdownTimeoutMs)]);
}

interface Place {
    node: string;
    buses: Buses;
    clients: Iterable<Client>;
    log: Log;
}

/** The members of a bus that the proxy leads to another node are asked to go there. Returns what ends that. */
function followProxy(publicUrl: string | undefined, {node, buses, clients, log}: Place): () => void {
    if (publicUrl === undefined) {
        return () => undefined;
    }
    const onElsewhere = (bus: string) => {
        log.write(
            'info',
            'bus_moved',
            `the proxy leads to another node for bus ${bus}: its clients are asked to connect again`,
        );
        buses.abandon(bus);
        const own = [...clients].filter(({connection}) => connection.subject.bus === bus);
        own.forEach(({socket}) => socket.close(serviceRestart, 'The bus is on another node'));
    };
    return watchPlacement({id: node, publicUrl, buses: () => buses.names(), onElsewhere}, log);
}

function createHttpServer({cert, key}: GatewayOptions): http.Server {
    if (cert === undefined || key === undefined) {
        return http.createServer(httpTimeouts);
    }
    try {
        return https.createServer({
            ...httpTimeouts,
            handshakeTimeout: requestTimeoutMs,
            cert: readFileSync(cert),
            key: readFileSync(key),
        });
    } catch (reason) {
        throw new StartupError(`--cert ${cert} and --key ${key} cannot be used: ${(reason as Error).message}`);
    }
}

// After it a proxy takes another node, and that is where the bus is to go.
const draining: Rejection = {status: 503, problem: 'the gateway is shutting down'};

/** The bus that a WebSocket may be opened to. */
function admit({headers, url}: http.IncomingMessage, options: GatewayOptions, clients: number): string | Rejection {
    const {origin} = headers;
    if (!isOriginAllowed(origin, options.origins, needsToken(options))) {
        const missing = 'no origin, and no token is configured that could admit it';
        return {status: 403, problem: origin === undefined ? missing : 'origin not allowed'};
    }
    const most = options.limits.connections.process!;
    return clients < most
        ? busAt(url)
        : // After a 503 a proxy would take another node, and the bus would be on both.
          {status: 429, problem: `${limitName('process', 'connections')} is ${most}, and there are as many`};
}

function refuse(stream: Duplex, status: number): void {
    // The other end may be gone already.
    stream.on('error', () => stream.destroy());
    // It would stay for as long as the other end likes.
    stream.on('finish', () => stream.destroy());
    stream.end(`HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** For the log: also which connection of the proxy's it is. */
function describeAddress(address: string, {remoteAddress, remotePort}: Socket): string {
    const connection = `${remoteAddress}:${remotePort}`;
    return address === remoteAddress ? connection : `${address} through ${connection}`;
}

function addressOf(server: http.Server, {host, cert}: GatewayOptions): string {
    const {port} = server.address() as AddressInfo;
    return `${cert === undefined ? 'ws' : 'wss'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
