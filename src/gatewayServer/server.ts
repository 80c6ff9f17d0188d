import {readFileSync} from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type {AddressInfo} from 'node:net';
import type {Duplex} from 'node:stream';
import {WebSocketServer} from 'ws';
import {isOriginAllowed} from './auth';
import {createUnreadLimit} from './unreadLimit';
import {Client, type Gateway} from './client';
import type {Engine} from './engine';
import {createLoginThrottle} from './loginThrottle';
import type {Log} from './log';
import {type GatewayOptions, StartupError} from './options';
import {requestTimeoutMs, shutdownTimeoutMs} from './timeouts';
import {Turns} from './turns';
import {createWaitingBytes} from './waitingBytes';

/** The largest single message: arguments, answers, contexts. */
const messageLimitBytes = 16 * 1024 * 1024;
const httpTimeouts = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    connectionsCheckingInterval: 1000,
};

const goingAway = 1001;

interface Server {
    /** Where clients connect to. */
    url: string;
    close: () => Promise<void>;
}

/** Listens for clients and joins them to the engine. */
export async function startServer(options: GatewayOptions, engine: Engine, log: Log): Promise<Server> {
    const {host, port} = options;
    const sockets = new WebSocketServer({noServer: true, maxPayload: messageLimitBytes});
    const server = createHttpServer(options);
    const turns = new Turns(options.messagesPerSecond);
    const limitBytes = options.waitingMb * 1024 * 1024;
    const gateway: Gateway = {
        engine,
        turns,
        waitingBytes: createWaitingBytes(limitBytes),
        unreadLimit: createUnreadLimit(limitBytes, turns, log),
        loginThrottle: createLoginThrottle(),
        token: options.token,
        log,
    };
    server.on('request', (request, response) => answer(request, response, sockets.clients.size));
    server.on('upgrade', (request, stream, head) => {
        const {origin} = request.headers;
        const subject = {address: `${request.socket.remoteAddress}:${request.socket.remotePort}`, origin};
        if (!isOriginAllowed(origin, options)) {
            log.write(
                'warn',
                `refused: ${origin === undefined ? 'no origin, and no token is configured that could admit it' : 'origin not allowed'}`,
                subject,
            );
            refuse(stream);
            return;
        }
        const address = String(request.socket.remoteAddress);
        sockets.handleUpgrade(
            request,
            stream,
            head,
            (socket) => void new Client({socket, stream: request.socket, address, subject}, gateway),
        );
    });
    await listen(server, host, port);
    // A connection that the system could not hand over is no reason to end.
    server.on('error', (reason) =>
        log.write('error', `a connection was lost before it was accepted: ${reason.message}`),
    );
    return {
        url: addressOf(server, options),
        close: async () => {
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

function answer(request: http.IncomingMessage, response: http.ServerResponse, clients: number): void {
    const isHealth = (request.method === 'GET' || request.method === 'HEAD') && request.url === '/health';
    response.writeHead(isHealth ? 200 : 404, {'Content-Type': 'application/json', 'Cache-Control': 'no-store'});
    response.end(
        request.method === 'HEAD'
            ? undefined
            : JSON.stringify(isHealth ? {status: 'ok', clients} : {status: 'not found'}),
    );
}

function refuse(stream: Duplex): void {
    // The other end may be gone already.
    stream.on('error', () => stream.destroy());
    // It would stay for as long as the other end likes.
    stream.on('finish', () => stream.destroy());
    stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
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
