import {configure_logging, create} from '@glue42/gateway-web/node/gateway-web.js';
import {type Log, beforeData} from './log';
import type {Message} from './message';

// The vendor's gateway engine: it knows the protocol, the methods, the contexts and who is there.

/** One connected program, as the engine sees it. */
export interface EngineClient {
    send: (message: Message) => void;
    disconnect: () => void;
}

export interface Engine {
    start: () => Promise<unknown>;
    stop: () => Promise<unknown>;
    connect: (onMessage: (client: unknown, message: Message) => void) => Promise<EngineClient>;
}

interface Login {
    type: 'success';
    login: string;
    user: string;
}

export interface EngineConfig {
    clients: {inactive_seconds: number; buffer_size: number};
    authentication: {authenticator: () => Promise<Login>};
}

export interface EngineLogging {
    level: string;
    appender: (entry: {level: string; message: string}) => void;
}

export function createEngine(log: Log): Engine {
    configure_logging({
        // What the engine tells besides is told here in fewer words.
        level: 'warn',
        appender: ({level, message}) => log.write(level, beforeData(String(message))),
    });
    return create({
        // The server itself notices sockets that are dead. What exceeds the buffer is dropped. Turns keep what is on the way
        // below it, but who joins is told of everybody who is there at once: the usual 100 would end a bus of 50 apps.
        clients: {inactive_seconds: 0, buffer_size: 20000},
        authentication: {authenticator: () => Promise.resolve(sharedIdentity)},
    });
}

// The engine hides programs of different users from each other: here everybody is the same one.
const sharedIdentity: Login = {type: 'success', login: 'everybody', user: 'everybody'};
