import type {ConnectionState} from '../../connection/connection';
import {connection} from '../../connection/wiring';
import type {Problem} from '../../values/busError';
import {createAnnouncer} from '../../async/announcer';

export interface ConnectionChange extends Pick<ConnectionState, 'status' | 'platform'> {
    id: string;
    at: number;
    error?: Problem;
}

const mostChanges = 100;
let changes: ConnectionChange[] = [];
const {announce, subscribe} = createAnnouncer();

function record(): void {
    const {status, platform, error} = connection.state();
    const last = changes[changes.length - 1];
    const isNew =
        !last || last.status !== status || last.platform !== platform || last.error?.message !== error?.message;
    if (isNew) {
        const change = {id: String(Number(last?.id ?? 0) + 1), at: Date.now(), status, platform, error};
        changes = [...changes, change].slice(-mostChanges);
        announce();
    }
}

record();
connection.subscribe(record);

/** The states of the connection since the inspector was loaded, the newest last. */
export const connectionChanges = (): ConnectionChange[] => changes;

export const onConnectionChange = subscribe;
