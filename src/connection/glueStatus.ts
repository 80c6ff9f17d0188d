import type {Bus, Glue} from './bus';

interface LibraryConnection {
    connected: (listener: () => void) => () => void;
    disconnected: (listener: () => void) => () => void;
    /** Told when a part of the library has announced again, after a return, what it had on the bus before. */
    onLibReAnnounced?: (listener: (part: {name: string}) => void) => () => void;
}

// One method that cannot be announced again keeps the library from ever saying that it has done so.
const reAnnouncementLimitMs = 5000;

/**
 * The losses and returns of a client library's own connection. A return counts when the library has announced its methods
 * again: what is registered before that gets lost in it.
 */
export function glueStatus(glue: Glue): Bus['onStatus'] {
    return listener => {
        const connection = glue.connection as LibraryConnection | undefined;
        if (!connection) {
            return () => undefined;
        }
        let isConnected = true;
        let stopWaiting: (() => void) | undefined;

        const lose = () => {
            stopWaiting?.();
            stopWaiting = undefined;
            // The libraries may tell one loss twice.
            if (isConnected) {
                isConnected = false;
                listener(false);
            }
        };
        const comeBack = () => {
            // They tell a new listener the present state as well.
            if (!isConnected && !stopWaiting) {
                stopWaiting = whenReAnnounced(connection, () => {
                    stopWaiting = undefined;
                    isConnected = true;
                    listener(true);
                });
            }
        };
        const stops = [connection.connected(comeBack), connection.disconnected(lose), () => stopWaiting?.()];
        return () => stops.forEach(stop => stop());
    };
}

function whenReAnnounced(connection: LibraryConnection, then: () => void): () => void {
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
    const timer = setTimeout(finish, reAnnouncementLimitMs);
    const unsubscribe = connection.onLibReAnnounced(({name}) => name === 'interop' && finish());
    return stop;
}
