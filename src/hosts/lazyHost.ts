import {loadFile} from '../bundle/loadFile';
import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {problemOf} from '../values/busError';
import {type Host} from './registry';

type CreateHost<Props> = (component: DashComponent, connection: Connection) => Host<Props>;

/**
 * A host without commands whose code is in a file of its own, which pages fetch only when they have such a component: Dash's
 * components themselves must be there at once.
 */
export const lazyHost =
    <Props extends object>(file: string, load: () => Promise<CreateHost<Props>>): CreateHost<Props> =>
    (component, connection) => {
        const removal = new AbortController();
        let rendered: Props | undefined;
        let host: Host<Props> | undefined;
        const setError = (reason: unknown) => component.setError('load', problemOf(reason, 'not_connected'));
        const onWaiting = (reason: unknown) => !removal.signal.aborted && setError(reason);
        loadFile(file, load, {onWaiting, signal: removal.signal}).then(
            (create) => {
                component.clearError();
                host = create(component, connection);
                if (rendered) {
                    host.update?.(rendered);
                }
            },
            (reason) => onWaiting(reason),
        );
        return {
            update: (props) => {
                rendered = props;
                host?.update?.(props);
            },
            restore: () => host?.restore?.(),
            dispose: () => {
                removal.abort();
                host?.dispose?.();
            },
        };
    };
