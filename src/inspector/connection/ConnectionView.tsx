import React, {useSyncExternalStore} from 'react';
import {ActionButton} from '../ActionButton';
import {clockTime} from '../clockTime';
import {copyToClipboard} from '../clipboard';
import type {Column} from '../Grid';
import {useConnectionState} from '../hooks';
import {ListView} from '../ListView';
import {Facts} from '../parts';
import {connectionFacts, connectionReport, safeText} from './facts';
import {type ConnectionChange, connectionChanges, onConnectionChange} from './history';

const columns: Column<ConnectionChange>[] = [
    {title: 'Time', cell: ({at}) => clockTime(at)},
    {title: 'Status', cell: ({status}) => <span className={`status ${status}`}>{status}</span>},
    {title: 'Platform', cell: ({platform}) => platform},
    {title: 'Reason', cell: ({error}) => error && safeText(error.message), className: 'reason'},
];

export function ConnectionView() {
    useConnectionState();
    const changes = useSyncExternalStore(onConnectionChange, connectionChanges);
    return (
        <ListView
            label="History of the connection"
            columns={columns}
            rows={[...changes].reverse()}
            idOf={({id}) => id}
            empty=""
            detail={() => (
                <>
                    <div className="actions">
                        <ActionButton label="Copy report" act={() => copyToClipboard(connectionReport())} />
                    </div>
                    <Facts facts={connectionFacts()} />
                </>
            )}
        />
    );
}
