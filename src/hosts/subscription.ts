import {type Follow, followWhileConnected} from '../connection/ask';
import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {withOurErrors} from '../interop/withOurErrors';
import {problemOf} from '../values/busError';

/**
 * Returns a function that subscribes to something on the bus while the page is connected; after a loss again, so that
 * the present state is reported. It returns what unsubscribes. A failure becomes the component's `error` until an
 * attempt succeeds.
 */
export function createSubscriber(component: DashComponent, connection: Connection) {
    let hasFailed = false;
    const onOutcome = (failure: unknown) => {
        if (failure !== undefined) {
            component.setError('subscribe', problemOf(failure, 'rejected'));
        } else if (hasFailed) {
            component.clearError();
        }
        hasFailed = failure !== undefined;
    };
    return (subscribe: Follow): (() => void) =>
        followWhileConnected(connection, (...on) => withOurErrors(() => subscribe(...on)), onOutcome);
}
