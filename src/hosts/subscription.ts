import type {Glue} from '../connection/bus';
import type {Connection} from '../connection/connection';
import {whileConnected} from '../connection/ask';
import {type DashComponent} from '../dash/component';
import {withOurErrors} from '../interop/withOurErrors';
import {problemOf} from '../values/busError';

/** What is reported when `isWanted` no longer holds has no receiver. */
export type Subscribe = (glue: Glue, isWanted: () => boolean) => Promise<() => void> | (() => void);

/**
 * Returns a function that subscribes to something on the bus while the page is connected; after a loss again, so that
 * the present state is reported. It returns what unsubscribes. A failure becomes the component's `error` until an
 * attempt succeeds.
 */
export function createSubscriber(component: DashComponent, connection: Connection) {
    let hasFailed = false;
    return (subscribe: Subscribe): (() => void) =>
        whileConnected(connection, (glue) => {
            let isWanted = true;
            let unsubscribe: (() => void) | undefined;
            withOurErrors('', () => subscribe(glue, () => isWanted)).then(
                (stop) => {
                    if (!isWanted) {
                        stop();
                        return;
                    }
                    unsubscribe = stop;
                    if (hasFailed) {
                        hasFailed = false;
                        component.clearError();
                    }
                },
                (reason) => {
                    if (isWanted) {
                        hasFailed = true;
                        component.setError('subscribe', problemOf(reason, 'rejected'));
                    }
                },
            );
            return () => {
                isWanted = false;
                unsubscribe?.();
            };
        });
}
