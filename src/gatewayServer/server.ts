import {randomUUID} from 'node:crypto';
import {readFileSync} from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type {AddressInfo, Socket} from 'node:net';
import type {Duplex} from 'node:stream';
import {type WebSocket, WebSocketServer} from 'ws';
import {Buses} from './buses';
import {busAt} from './busName';
import {Client, type Gateway} from './client';
import {Accounts} from './limits/accounts';
import {limitName} from './limits/table';
import {createUnreadLimit} from './limits/unreadLimit';
import {isOriginAllowed} from './logins/auth';
import {createLogins} from './logins/logins';
import {needsToken} from './logins/options';
import type {Log} from './log';
import type {GatewayOptions} from './options';
import {clientAddress} from './proxy/clientAddress';
import {watchPlacement} from './proxy/placement';
import {StartupError} from './startupError';
import {requestTimeoutMs, shutdownTimeoutMs} from './timeouts';
import {Turns} from './turns';

/** The largest single message: arguments, answers, contexts. */
const messageLimitBytes = 16 * 1024 * 1024;
const httpTimeouts = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    connectionsCheckingInterval: 1000,
};

const goingAway = 1001;
const serviceRestart = 1012;

/** Why no WebSocket is opened; `status` is HTTP's. */
interface Rejection {
    status: number;
    problem: string;
}

interface Server {
    /** Where clients connect to. */
    url: string;
    close: () => Promise<void>;
}

/** Listens for clients and joins them to their buses. */
export async function startServer(options: GatewayOptions, log: Log): Promise<Server> {
    const {host, port} = options;
    const sockets = new WebSocketServer({noServer: true, maxPayload: messageLimitBytes});
    const server = createHttpServer(options);
    const turns = new Turns();
    const accounts = new Accounts(options.limits);
    const {process} = accounts;
    const buses = new Buses(options, accounts, turns, log);
    const members = new Map<WebSocket, string>();
    const node = randomUUID();
    const gateway: Gateway = {
        buses,
        accounts,
        logins: await createLogins(options, log),
        graceMs: options.graceSeconds * 1000,
        turns,
        lobby: turns.addLane(),
        unread: createUnreadLimit(process.waitingBytes, limitName('process', 'waiting-mb'), turns, log),
        log,
    };
    server.on('request', (request, response) => answer(request, response, node, sockets.clients.size));
    server.on('upgrade', (request, stream, head) => {
        const {origin} = request.headers;
        const address = clientAddress(request, options.trustedProxies);
        const subject = {address: describeAddress(address, request.socket), origin};
        const bus = admit(request, options, sockets.clients.size);
        if (typeof bus !== 'string') {
            log.write('warn', `refused: ${bus.problem}`, subject);
            refuse(stream, bus.status);
            return;
        }
        sockets.handleUpgrade(request, stream, head, (socket) => {
            members.set(socket, bus);
            socket.on('close', () => members.delete(socket));
            void new Client({socket, stream: request.socket, address, subject: {...subject, bus}}, gateway);
        });
    });
    await listen(server, host, port);
    // A connection that the system could not hand over is no reason to end.
    server.on('error', (reason) =>
        log.write('error', `a connection was lost before it was accepted: ${reason.message}`),
    );
    const stopFollowing = followProxy(options.publicUrl, {node, buses, members, log});
    return {
        url: addressOf(server, options),
        close: async () => {
            stopFollowing();
            server.close();
            turns.stop();
            sockets.clients.forEach((socket) => socket.close(goingAway, 'Gateway shutting down'));
            const closed = [...sockets.clients].map(
                (socket) => new Promise((resolve) => socket.once('close', resolve)),
            );
            await Promise.race([Promise.all(closed), new Promise((resolve) => setTimeout(resolve, shutdownTimeoutMs))]);
        },
    };
}

interface Place {
    node: string;
    buses: Buses;
    /** The bus of each connection. */
    members: ReadonlyMap<WebSocket, string>;
    log: Log;
}

/** The members of a bus that the proxy leads to another node are asked to go there. Returns what ends that. */
function followProxy(publicUrl: string | undefined, {node, buses, members, log}: Place): () => void {
    if (publicUrl === undefined) {
        return () => undefined;
    }
    const onElsewhere = (bus: string) => {
        log.write('info', `the proxy leads to another node for bus ${bus}: its clients are asked to connect again`);
        buses.abandon(bus);
        const own = [...members].filter(([, name]) => name === bus);
        own.forEach(([socket]) => socket.close(serviceRestart, 'The bus is on another node'));
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

function answer(request: http.IncomingMessage, response: http.ServerResponse, node: string, clients: number): void {
    const {method, url = ''} = request;
    const isRead = method === 'GET' || method === 'HEAD';
    // Which node the proxy leads the clients of a bus to.
    const isBus = url.startsWith('/bus/') && typeof busAt(url) === 'string';
    const found = !isRead ? undefined : url === '/health' ? {status: 'ok', clients} : isBus ? {node} : undefined;
    response.writeHead(found ? 200 : 404, {'Content-Type': 'application/json', 'Cache-Control': 'no-store'});
    response.end(method === 'HEAD' ? undefined : JSON.stringify(found ?? {status: 'not found'}));
}

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

function listen(server: http.Server, host: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
        server.once('error', (reason: NodeJS.ErrnoException) => {
            const why =
                reason.code === 'EADDRINUSE'
                    ? `port ${port} on ${host} is taken`
                    : `cannot listen on ${host}, port ${port}: ${reason.message}`;
            reject(new StartupError(why));
        });
        server.listen(port, host, resolve);
    });
}

function addressOf(server: http.Server, {host, cert}: GatewayOptions): string {
    const {port} = server.address() as AddressInfo;
    return `${cert === undefined ? 'ws' : 'wss'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
