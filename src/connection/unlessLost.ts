import {BusError, type ErrorCode} from '../values/busError';
import type {Bus} from './bus';
import type {Connection} from './connection';

/** Whether the bus can be asked for something. */
export function isUsable(connection: Pick<Connection, 'state'>, bus: Bus): boolean {
    const now = connection.state();
    return now.bus === bus ? now.status === 'connected' : bus.isShared === true;
}

/** Throws with the reason when the bus has gone between the promise of it and its use, in which React may have run. */
export function assertConnected(connection: Pick<Connection, 'state'>, bus: Bus): void {
    if (!isUsable(connection, bus)) {
        throw new BusError(
            'connection_lost',
            `There is no connection to the bus: ${connection.state().error?.message ?? 'it has just been left.'}`,
        );
    }
}

/**
 * The answer, or a rejection at once when the bus is lost or left before it comes: the client libraries leave what is
 * pending then waiting for its time limit, or for ever. So they do with a bus that hangs, for which `limitMs` is the remedy.
 */
export function rejectOnLoss<T>(connection: Connection, bus: Bus, answer: Promise<T>, limitMs?: number): Promise<T> {
    return new Promise((resolve, reject) => {
        const unsubscribe = connection.subscribe(look);
        const timer =
            limitMs === undefined
                ? undefined
                : setTimeout(giveUp, limitMs, 'timeout', `The bus did not answer within ${limitMs} ms.`);
        const stop = () => {
            clearTimeout(timer);
            unsubscribe();
        };
        void answer.then(resolve, reject).finally(stop);
        look();

        function look() {
            if (!isUsable(connection, bus)) {
                giveUp('connection_lost', 'The connection to the bus was lost before the answer came.');
            }
        }

        function giveUp(code: ErrorCode, why: string) {
            stop();
            reject(new BusError(code, why));
        }
    });
}
