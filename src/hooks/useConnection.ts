import {useEffect, useState} from 'react';
import type {ConnectionState} from '../connection/connection';
import {connection} from '../connection/wiring';

/** The state of the page's connection; the component renders again when it changes. */
export function useConnection(): ConnectionState {
    const [state, setState] = useState(connection.state);
    useEffect(() => {
        const update = () => setState(connection.state());
        update();
        return connection.subscribe(update);
    }, []);
    return state;
}
