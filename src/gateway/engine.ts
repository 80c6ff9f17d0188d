import {configure_logging, create} from '@glue42/gateway-web/node/gateway-web.js';
import {isSameToken} from './admission';
import type {Log} from './log';
import type {Options} from './options';

// The vendor's gateway engine: it knows the protocol, the methods, the contexts and who is there.

/** One connected program, as the engine sees it. */
export interface EngineClient {
    send: (message: object) => void;
    disconnect: () => void;
}

export interface Engine {
    start: () => Promise<unknown>;
    stop: () => Promise<unknown>;
    connect: (onMessage: (client: unknown, message: EngineMessage) => void) => Promise<EngineClient>;
}

export interface EngineMessage {
    type: string;
    domain?: string;
}

export interface LoginRequest {
    authentication?: {method?: string; token?: unknown};
}

export interface Login {
    type: 'success';
    login: string;
    user: string;
}

export interface EngineConfig {
    clients: {inactive_seconds: number; buffer_size: number};
    authentication: {authenticator: (request: LoginRequest) => Promise<Login>};
}

export interface EngineLogging {
    level: string;
    appender: (entry: {level: string; message: string}) => void;
}

export function createEngine({token}: Options, log: Log): Engine {
    // What the engine tells at "info" is told here in fewer words.
    configure_logging({
        level: log.level === 'info' ? 'warn' : log.level,
        appender: ({level, message}) => log.write(level, hide(message, token)),
    });
    return create({
        // The server itself notices sockets that are dead. What exceeds the buffer gets lost without a word, and who joins
        // is told of everybody who is there at once: the usual 100 would end a bus of 50 apps.
        clients: {inactive_seconds: 0, buffer_size: 20000},
        authentication: {authenticator: request => logIn(request, token)},
    });
}

// The engine hides programs of different users from each other: here everybody is the same one.
const everybody: Login = {type: 'success', login: 'everybody', user: 'everybody'};

async function logIn({authentication}: LoginRequest, token: string | undefined): Promise<Login> {
    if (token !== undefined && !isSameToken(authentication?.token, token)) {
        // The engine understands a string only. It is what the client reads.
        return Promise.reject(authentication?.token ? 'Invalid token' : 'Missing token');
    }
    return everybody;
}

const hide = (text: string, token: string | undefined): string => (token ? String(text).replaceAll(token, '***') : String(text));
