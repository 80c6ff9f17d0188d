import {useEffect} from 'react';
import type {Glue} from '../connection/bus';
import {connection} from '../connection/connection';
import {whileConnected} from '../connection/whileConnected';
import {errorMessage} from '../errorMessage';
import {Failures} from './useErrorReport';

/**
 * Subscribes to something on the bus as long as both are there; after a loss anew, so that the present state is told.
 * `subscribe` must be a stable function.
 */
export function useSubscription(failures: Failures, subscribe: (glue: Glue) => Promise<() => void> | (() => void)): void {
    useEffect(
        () =>
            whileConnected(connection, glue => {
                let isWanted = true;
                let unsubscribe: (() => void) | undefined;
                Promise.resolve()
                    .then(() => subscribe(glue))
                    .then(
                        stop => {
                            if (isWanted) {
                                unsubscribe = stop;
                            } else {
                                stop();
                            }
                        },
                        reason => isWanted && failures.failed('subscribe', errorMessage(reason))
                    );
                return () => {
                    isWanted = false;
                    unsubscribe?.();
                };
            }),
        [failures, subscribe]
    );
}
