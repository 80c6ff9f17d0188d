import {useEffect, useState} from 'react';
import {followWhileConnected} from '../connection/ask';
import type {Glue} from '../connection/bus';
import {connection} from '../connection/wiring';
import {errorMessage} from '../values/errorMessage';

interface Followed<State> {
    /** Undefined until it has come, and while the page is not connected. */
    state?: State;
    problem?: string;
}

/** Follows something on the bus while the view is shown. `follow` must be a stable function; it resolves to what ends it. */
export function useWhileConnected<State>(
    follow: (glue: Glue, onState: (state: State) => void) => Promise<() => void>,
): Followed<State> {
    const [followed, setFollowed] = useState<Followed<State>>({});
    useEffect(
        () =>
            followWhileConnected(
                connection,
                async (glue, isWanted) => {
                    const end = await follow(glue, (state) => isWanted() && setFollowed({state}));
                    return () => {
                        end();
                        setFollowed({});
                    };
                },
                (reason) => reason !== undefined && setFollowed({problem: errorMessage(reason)}),
            ),
        [follow],
    );
    return followed;
}

/** What a view shows in place of what it follows, if it has none. */
export const missingWords = ({state, problem}: Followed<unknown>): string | undefined =>
    problem ?? (state === undefined ? 'The bus has not answered yet.' : undefined);
