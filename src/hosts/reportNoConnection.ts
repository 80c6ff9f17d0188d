import {ask} from '../connection/ask';
import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {problemOf} from '../values/busError';

/** Writes the reason into `error` if the page does not get connected. Returns what stops waiting for that. */
export function reportNoConnection(component: DashComponent, connection: Connection): () => void {
    let isWaiting = true;
    ask(connection, () => undefined).catch(
        (reason) => isWaiting && component.setError('register', problemOf(reason, 'not_connected')),
    );
    return () => {
        isWaiting = false;
    };
}
