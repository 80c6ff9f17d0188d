import {useEffect, useState} from 'react';
import {whileConnected} from '../connection/ask';
import type {Glue} from '../connection/bus';
import {connection} from '../connection/wiring';
import {errorMessage} from '../values/errorMessage';

interface Followed<State> {
    /** Undefined until it has come, and while the page is not connected. */
    state: State | undefined;
    problem: string | null;
}

/**
 * Follows something on the bus while the page is connected and the view is shown. `start` must be a stable function; it
 * returns, at once or later, what ends it.
 */
export function useWhileConnected<State>(
    start: (glue: Glue, onState: (state: State) => void) => Promise<() => void>,
): Followed<State> {
    const [followed, setFollowed] = useState<Followed<State>>({state: undefined, problem: null});
    useEffect(
        () =>
            whileConnected(connection, (glue) => {
                let isOver = false;
                let stop: (() => void) | undefined;
                const onState = (state: State) => isOver || setFollowed({state, problem: null});
                start(glue, onState).then(
                    (end) => {
                        stop = end;
                        if (isOver) {
                            end();
                        }
                    },
                    (reason) => isOver || setFollowed({state: undefined, problem: errorMessage(reason)}),
                );
                return () => {
                    isOver = true;
                    stop?.();
                    setFollowed({state: undefined, problem: null});
                };
            }),
        [start],
    );
    return followed;
}

/** What a view shows in place of what it follows, if it has none. */
export const missingWords = ({state, problem}: Followed<unknown>): string | null =>
    problem ?? (state === undefined ? 'The page is not connected, or the bus has not answered yet.' : null);
