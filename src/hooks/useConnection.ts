import {createContext, useContext, useEffect, useState} from 'react';
import type {Connection, ConnectionState} from '../connection/connection';
import {connection} from '../connection/wiring';

/** The connection that components use: the page's one, unless a test provides its own. */
export const PageConnection = createContext<Connection>(connection);

/** The state of the page's connection; the component renders again when it changes. */
export function useConnection(): ConnectionState {
    const page = useContext(PageConnection);
    const [state, setState] = useState(page.state);
    useEffect(() => {
        const update = () => setState(page.state());
        update();
        return page.subscribe(update);
    }, [page]);
    return state;
}
