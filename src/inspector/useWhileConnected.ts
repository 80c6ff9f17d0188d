import {useEffect, useState} from 'react';
import type {Glue} from '../connection/bus';
import {errorMessage} from '../values/errorMessage';
import {whileOnBus} from './whileOnBus';

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
            whileOnBus(
                async (glue, isWanted) => {
                    const end = await follow(glue, (state) => isWanted() && setFollowed({state}));
                    return () => {
                        end();
                        setFollowed({});
                    };
                },
                (reason) => setFollowed({problem: errorMessage(reason)}),
            ),
        [follow],
    );
    return followed;
}

/** What a view shows in place of what it follows, if it has none. */
export const missingWords = ({state, problem}: Followed<unknown>): string | undefined =>
    problem ?? (state === undefined ? 'The bus has not answered yet.' : undefined);
