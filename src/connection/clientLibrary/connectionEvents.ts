import type {Bus, Glue} from '../bus';
import {reannounceTimeoutMs} from '../../async/timeouts';

/**
 * The losses and returns of a client library's own connection. A return counts when the library has announced again its
 * methods and its contexts: what is registered or written before that gets lost in it. `whyLost` may know more of a loss.
 */
export function glueStatus(glue: Glue, whyLost: () => string | undefined = () => undefined): Bus['onStatus'] {
    return (listener) => {
        const {connection} = glue;
        if (!connection) {
            return () => undefined;
        }
        let isConnected = true;
        let stopWaiting: (() => void) | undefined;

        const lose = () => {
            stopWaiting?.();
            stopWaiting = undefined;
            // The libraries may report the same loss twice.
            if (isConnected) {
                isConnected = false;
                listener(false, whyLost());
            }
        };
        const comeBack = () => {
            // They call a new listener with the present state as well.
            if (!isConnected && !stopWaiting) {
                stopWaiting = whenReAnnounced(connection, glue.contexts ? ['interop', 'contexts'] : ['interop'], () => {
                    stopWaiting = undefined;
                    isConnected = true;
                    listener(true);
                });
            }
        };
        const stops = [connection.connected(comeBack), connection.disconnected(lose), () => stopWaiting?.()];
        return () => stops.forEach((stop) => stop());
    };
}

function whenReAnnounced(connection: NonNullable<Glue['connection']>, parts: string[], then: () => void): () => void {
    // Not every version of the libraries has this event.
    if (!connection.onLibReAnnounced) {
        then();
        return () => undefined;
    }
    const stop = () => {
        clearTimeout(timer);
        unsubscribe();
    };
    const finish = () => {
        stop();
        then();
    };
    const timer = setTimeout(finish, reannounceTimeoutMs);
    const missing = new Set(parts);
    const unsubscribe = connection.onLibReAnnounced(({name}) => missing.delete(name) && !missing.size && finish());
    return stop;
}
