import {useEffect, useRef} from 'react';
import {problemOf} from '../values/busError';
import type {Glue} from '../connection/bus';
import {connection} from '../connection/wiring';
import {whileConnected} from '../connection/ask';
import {withOurErrors} from '../interop/withOurErrors';
import {Failures} from './useErrorReport';

/**
 * Subscribes to something on the bus as long as both are there; after a loss anew, so that the present state is told.
 * `subscribe` must be a stable function; what it is told when `isWanted` no longer holds is for nobody.
 */
export function useSubscription(
    failures: Failures,
    subscribe: (glue: Glue, isWanted: () => boolean) => Promise<() => void> | (() => void),
): void {
    const hasFailed = useRef(false);
    useEffect(
        () =>
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
                        if (hasFailed.current) {
                            hasFailed.current = false;
                            failures.succeeded();
                        }
                    },
                    (reason) => {
                        if (isWanted) {
                            hasFailed.current = true;
                            failures.failed('subscribe', problemOf(reason, 'rejected'));
                        }
                    },
                );
                return () => {
                    isWanted = false;
                    unsubscribe?.();
                };
            }),
        [failures, subscribe],
    );
}
