import {ask} from '../connection/ask';
import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {type Problem, problemOf} from '../values/busError';

/**
 * Registers what a component offers, unless its settings have a problem or the page has no bus: then `error` says why. Returns
 * what ends that.
 */
export function startRegistration(
    component: DashComponent,
    connection: Connection,
    problem: string | null,
    register: (onOutcome: (failure: Problem | null) => void) => () => void,
): void | (() => void) {
    if (problem !== null) {
        return component.setError('register', {code: 'invalid_setting', message: problem});
    }
    if (connection.state().bus) {
        return register(component.reporter('register'));
    }
    let isWaiting = true;
    ask(connection, () => undefined).catch(
        (reason) => isWaiting && component.setError('register', problemOf(reason, 'not_connected')),
    );
    return () => {
        isWaiting = false;
    };
}
