import {BusError} from '../values/busError';
import type {Bus, Glue} from './bus';
import type {Connection, ConnectionState} from './connection';
import {absentTimeoutMs, connectionTimeoutMs} from '../async/timeouts';
import {createRestartable} from '../async/restartable';
import {withTimeout} from '../async/withTimeout';

interface AskOptions {
    /** How long the task waits for the bus. */
    waitMs?: number;
    /** When that time began: a task may have been in a queue before. */
    since?: number;
    /** How long the bus may take to answer. Without a limit the task has one of its own. */
    answerMs?: number;
}

/**
 * Runs the task as soon as the page is connected, and settles as the task does. Rejects with the reason when connecting
 * fails, when the page is not connected in time, and at once when the bus is lost before the task has ended.
 */
export async function ask<T>(
    connection: Connection,
    task: (bus: Bus) => T | Promise<T>,
    {waitMs = connectionTimeoutMs, since = Date.now(), answerMs}: AskOptions = {},
): Promise<T> {
    const bus = await whenConnected(connection, waitMs, since);
    // React may have run since the promise was resolved.
    if (!isUsable(connection, bus)) {
        throw notConnected('connection_lost', connection.state().error?.message ?? 'the page has just left it.');
    }
    const answer = Promise.resolve(task(bus));
    return rejectOnLoss(
        connection,
        bus,
        // The client libraries leave the task pending also when the bus hangs.
        answerMs === undefined ? answer : withTimeout(answer, answerMs, 'The bus did not answer'),
    );
}

/** Runs something while the page is connected: stops it at every loss, starts it at every return. Returns what ends it for good. */
export function whileConnected(connection: Connection, start: (glue: Glue) => () => void): () => void {
    const {run, stop} = createRestartable();
    const update = () => {
        const {status, bus} = connection.state();
        const glue = (status === 'connected' && bus?.glue) || undefined;
        run([glue], () => glue && start(glue));
    };
    const unsubscribe = connection.subscribe(update);
    update();
    return () => {
        unsubscribe();
        stop();
    };
}

/**
 * Starts something on the bus, and returns or resolves to what ends it. What is reported when `isWanted` no longer holds has no
 * receiver.
 */
export type Follow = (glue: Glue, isWanted: () => boolean) => Promise<() => void> | (() => void);

/** The same for what takes its time to start. `onOutcome` gets the reason when that fails, else undefined. */
export function followWhileConnected(
    connection: Connection,
    follow: Follow,
    onOutcome: (failure: unknown) => void,
): () => void {
    return whileConnected(connection, (glue) => {
        let isWanted = true;
        let end: (() => void) | undefined;
        const onStarted = (stop: () => void) => {
            if (isWanted) {
                end = stop;
                onOutcome(undefined);
            } else {
                stop();
            }
        };
        (async () => follow(glue, () => isWanted))().then(onStarted, (reason) => isWanted && onOutcome(reason));
        return () => {
            isWanted = false;
            end?.();
        };
    });
}

/** Whether this bus can be asked for something now. */
export function isUsable(connection: Pick<Connection, 'state'>, bus: Bus): boolean {
    const now = connection.state();
    return now.bus === bus ? now.status === 'connected' : bus.isShared === true;
}

/**
 * The answer, or a rejection at once when this bus is lost or left before it comes: the client libraries would leave it
 * pending until a time limit, or for ever.
 */
export function rejectOnLoss<T>(connection: Connection, bus: Bus, answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
        const checkBus = () => {
            if (!isUsable(connection, bus)) {
                reject(new BusError('connection_lost', 'The connection to the bus was lost before the answer came.'));
                unsubscribe();
            }
        };
        const unsubscribe = connection.subscribe(checkBus);
        void answer.then(resolve, reject).finally(unsubscribe);
        checkBus();
    });
}

const waitingFor: {[status in ConnectionState['status']]?: string} = {
    absent: 'the page has no Glue42 component. Add one to the layout.',
    connecting: 'the page is still connecting.',
    disconnected: 'it was lost and was not restored in time.',
};

function whenConnected(connection: Connection, waitMs: number, since: number): Promise<Bus> {
    return new Promise((resolve, reject) => {
        let timer: ReturnType<typeof setTimeout> | undefined;
        const fail = (reason = '') => {
            unsubscribe();
            reject(notConnected('not_connected', reason));
        };
        const check = () => {
            const {status, bus, error} = connection.state();
            clearTimeout(timer);
            if (bus && status === 'connected') {
                unsubscribe();
                resolve(bus);
            } else if (status === 'failed') {
                fail(error?.message);
            } else {
                const leftMs = status === 'absent' ? absentTimeoutMs : since + waitMs - Date.now();
                timer = setTimeout(fail, leftMs, `${waitingFor[status]} ${error?.message ?? ''}`.trim());
            }
        };
        const unsubscribe = connection.subscribe(check);
        check();
    });
}

const notConnected = (code: 'not_connected' | 'connection_lost', reason: string): BusError =>
    new BusError(code, `There is no connection to the bus: ${reason}`);
