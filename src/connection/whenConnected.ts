import type {Bus} from './bus';
import type {Connection} from './connection';

/** How long a page may be without a Glue42 component (another page of the app may bring it) before that is an error. */
const absentLimitMs = 10000;

/** The page's bus, once it is there. Rejects with the reason when connecting failed. */
export function whenConnected(connection: Connection): Promise<Bus> {
    return new Promise((resolve, reject) => {
        let absentTimer: ReturnType<typeof setTimeout> | undefined;
        const unsubscribe = connection.subscribe(look);
        look();

        function look() {
            const {status, bus, error} = connection.state();
            clearTimeout(absentTimer);
            if (bus && (status === 'connected' || status === 'disconnected')) {
                unsubscribe();
                resolve(bus);
            } else if (status === 'failed') {
                unsubscribe();
                reject(`There is no connection to the bus: ${error}`);
            } else if (status === 'absent') {
                absentTimer = setTimeout(() => {
                    unsubscribe();
                    reject('There is no connection to the bus: the page has no Glue42 component. Add one to the layout.');
                }, absentLimitMs);
            }
        }
    });
}
