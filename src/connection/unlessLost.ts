import type {Bus} from './bus';
import type {Connection} from './connection';

/**
 * The answer, or a rejection at once when the bus is lost or left before it comes: the client libraries leave what is
 * pending then waiting for its time limit, or for ever.
 */
export function unlessLost<T>(connection: Connection, bus: Bus, answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
        const unsubscribe = connection.subscribe(() => {
            const now = connection.state();
            if (now.status === 'disconnected' || now.bus !== bus) {
                unsubscribe();
                reject('The connection to the bus was lost before the answer came.');
            }
        });
        void answer.then(resolve, reject).finally(unsubscribe);
    });
}
