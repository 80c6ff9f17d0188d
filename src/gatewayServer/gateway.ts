import {Buses} from './buses';
import {Accounts} from './limits/accounts';
import {limitName} from './limits/table';
import {type UnreadLimit, createUnreadLimit} from './limits/unreadLimit';
import type {Log} from './log';
import {createLogins} from './logins/logins';
import {createMetrics, type Watched} from './operation/metrics';
import type {GatewayOptions} from './options';
import type {SessionOptions} from './session';
import {type Lane, Turns} from './turns';

/** What all clients share. */
export interface Gateway extends SessionOptions {
    turns: Turns;
    /** Of those who have not logged in yet. */
    lobby: Lane;
    /** What all clients have not read. */
    unread: UnreadLimit;
    log: Log;
}

export async function createGateway(
    options: GatewayOptions,
    connections: Watched['connections'],
    log: Log,
): Promise<Gateway> {
    const turns = new Turns();
    const accounts = new Accounts(options.limits);
    const {process} = accounts;
    const buses = new Buses(options, accounts, turns, log);
    return {
        buses,
        accounts,
        logins: await createLogins(options, log),
        metrics: createMetrics({connections, buses: () => [...buses.names()].length}),
        graceMs: options.graceSeconds * 1000,
        turns,
        lobby: turns.addLane(),
        unread: createUnreadLimit(process.waitingBytes, limitName('process', 'waiting-mb'), turns, log),
        log,
    };
}
