import {BusError} from '../values/busError';
import type {Bus} from './bus';
import type {Connection} from './connection';

/** How long a page may be without a Glue42 component (another page of the app may bring it) before that is an error. */
const absentLimitMs = 10000;

/** How long a bus is waited for that is not there: what was asked of it would surprise everybody if it happened hours later. */
const awayLimitMs = 30000;

/**
 * The page's bus, once it is connected. Rejects with the reason when connecting failed, and when the page is not connected
 * within `limitMs`, counted from `since`.
 */
export function whenConnected(connection: Connection, limitMs = awayLimitMs, since = Date.now()): Promise<Bus> {
    return new Promise((resolve, reject) => {
        let timer: ReturnType<typeof setTimeout> | undefined;
        const unsubscribe = connection.subscribe(look);
        look();

        function look() {
            const {status, bus, error} = connection.state();
            clearTimeout(timer);
            if (bus && status === 'connected') {
                unsubscribe();
                resolve(bus);
            } else if (status === 'failed') {
                refuse(error?.message);
            } else if (status === 'disconnected') {
                timer = setTimeout(
                    refuse,
                    since + limitMs - Date.now(),
                    `it was lost and is not back. ${error?.message}`,
                );
            } else if (status === 'connecting') {
                timer = setTimeout(
                    refuse,
                    since + limitMs - Date.now(),
                    `the page is still connecting. ${error?.message ?? ''}`.trim(),
                );
            } else if (status === 'absent') {
                timer = setTimeout(refuse, absentLimitMs, 'the page has no Glue42 component. Add one to the layout.');
            }
        }

        function refuse(why?: string) {
            unsubscribe();
            reject(new BusError('not_connected', `There is no connection to the bus: ${why}`));
        }
    });
}
