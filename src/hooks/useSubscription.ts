import {useEffect} from 'react';
import type {Bus} from '../connection/bus';
import {errorMessage} from '../errorMessage';
import {useConnection} from './useConnection';
import {Failures} from './useErrorReport';

/** Subscribes to something on the bus as long as both are there. `subscribe` must be a stable function. */
export function useSubscription(
    failures: Failures,
    subscribe: (glue: NonNullable<Bus['glue']>) => Promise<() => void> | (() => void)
): void {
    const glue = useConnection().bus?.glue;
    useEffect(() => {
        if (!glue) {
            return undefined;
        }
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
    }, [glue, failures, subscribe]);
}
