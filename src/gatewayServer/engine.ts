import {configure_logging, create} from '@glue42/gateway-web/node/gateway-web.js';
import {type Log, beforeData} from './log';
import type {Message} from './message';
import * as engine from '../values/gatewayEngine';

// The vendor's gateway engine: it knows the protocol, the methods, the contexts and the clients of one bus.

export type EngineClient = engine.EngineClient<Message>;

export interface Engine extends engine.Engine<Message> {
    stop: () => Promise<unknown>;
}

/** All engines write into one log. */
export function writeEnginesLogTo(log: Log): void {
    configure_logging({
        // This server writes the rest in fewer words.
        level: 'warn',
        appender: ({level, message}) => log.write(level, 'engine_message', beforeData(String(message))),
    });
}

// The engine hides programs of different users from each other. So all programs are of the same user for it, and a user who
// is proven is its login (see identities.ts).
const sharedUser = 'everybody';

export const createEngine = (): Engine =>
    create({
        clients: engine.clientLimits,
        authentication: {
            authenticator: ({authentication}) =>
                Promise.resolve({type: 'success', user: sharedUser, login: authentication?.provenUser ?? sharedUser}),
        },
    });
