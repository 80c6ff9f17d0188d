import {ask} from '../connection/ask';
import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import type {MethodServer} from '../delivery/methodServer';
import {type Problem, problemOf} from '../values/busError';
import {createRestartable} from './restartable';

interface Options {
    server: MethodServer;
    /** Registers what is offered under the present definition. Returns what removes it. */
    register: (onOutcome: (failure: Problem | null) => void) => () => void;
    /** The bus is away. */
    onLoss?: () => void;
}

/**
 * Keeps what a component offers registered, again when its definition or the bus has changed. What waits in its server ends
 * when the bus is lost or the page is closed.
 */
export function createOffering(component: DashComponent, connection: Connection, {server, register, onLoss}: Options) {
    const registration = createRestartable();
    let present: {problem: string | null; definition: string} | undefined;
    const onOutcome = (failure: Problem | null) =>
        failure ? component.setError('register', failure) : component.clearError();

    const start = (problem: string | null): void | (() => void) => {
        if (problem !== null) {
            component.setError('register', {code: 'invalid_setting', message: problem});
            return;
        }
        return connection.state().bus ? register(onOutcome) : reportNoConnection(component, connection);
    };
    const follow = (): void => {
        if (present) {
            const {problem, definition} = present;
            registration.run([problem, definition, connection.state().bus], () => start(problem));
        }
    };
    const unsubscribe = connection.subscribe(() => {
        if (connection.state().status !== 'connected') {
            server.rejectPending('connection_lost', 'the connection to the bus was lost.');
            onLoss?.();
        }
        follow();
    });
    const onPageHide = () => server.rejectPending('removed', 'its page was closed.');
    window.addEventListener('pagehide', onPageHide);

    return {
        /** `problem`: what is wrong with the settings, or null. */
        update: (problem: string | null, definition: unknown): void => {
            present = {problem, definition: JSON.stringify(definition)};
            follow();
        },
        /** The component has gone. Returns how many void invocations are dropped. */
        end: (): number => {
            unsubscribe();
            window.removeEventListener('pagehide', onPageHide);
            // What waits gets its answer before its method or stream goes.
            const dropped = server.close('removed', 'it was removed from its page.');
            registration.stop();
            return dropped;
        },
    };
}

/** Writes the reason into `error` if the page does not get connected. Returns what stops waiting for that. */
function reportNoConnection(component: DashComponent, connection: Connection): () => void {
    let isWaiting = true;
    ask(connection, () => undefined).catch(
        (reason) => isWaiting && component.setError('register', problemOf(reason, 'not_connected')),
    );
    return () => {
        isWaiting = false;
    };
}
