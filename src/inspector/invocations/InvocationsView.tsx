import React, {useMemo, useState} from 'react';
import {clockTime} from '../clockTime';
import {type Column, Grid} from '../Grid';
import {useEntries} from '../hooks';
import {type Entry, durationOf} from '../record';
import {Split} from '../Split';
import {Choice, Toolbar} from '../Toolbar';
import {records} from '../watching';
import {EntryDetail} from './EntryDetail';
import {type Kind, filterEntries, kinds} from './filterEntries';

/** How many rows are shown at first: a thousand take a browser too long, ten times a second. */
const pageSize = 200;

const arrows = {in: ['⇣', 'incoming'], out: ['⇡', 'outgoing'], command: ['›', 'command']};

const columns: Column<Entry>[] = [
    {title: 'Time', cell: ({at}) => clockTime(at)},
    {title: '', cell: ({kind}) => arrows[kind][0], label: ({kind}) => arrows[kind][1]},
    {title: 'Method', cell: ({name}) => name},
    {title: 'Partner', cell: ({kind, partner, component}) => (kind === 'command' ? component : partner)},
    {title: 'State', cell: ({state}) => state, className: ({state}) => `state ${state}`},
    {title: 'Before', cell: ({before}) => before, className: 'number wide'},
    {title: 'ms', cell: durationOf, className: 'number'},
    {title: 'Arguments', cell: ({preview}) => preview, className: 'wide preview'},
];

export function InvocationsView() {
    const list = useEntries();
    const [kind, setKind] = useState<Kind>('all');
    const [text, setText] = useState('');
    const [limit, setLimit] = useState(pageSize);
    const [selectedId, setSelectedId] = useState<string | null>(null);
    const rows = useMemo(() => filterEntries(list, kind, text), [list, kind, text]);
    const selected = list.find(({id}) => id === selectedId);
    return (
        <>
            <Toolbar text={text} onText={setText}>
                <Choice label="Kind" options={kinds} value={kind} onChange={setKind} />
                <button onClick={records.clear}>Clear</button>
                <span className="note">
                    {rows.length} of {list.length}
                </span>
            </Toolbar>
            <Split
                list={
                    <>
                        <Grid
                            label="Invocations"
                            columns={columns}
                            rows={rows.slice(0, limit)}
                            idOf={idOf}
                            selectedId={selectedId}
                            onSelect={setSelectedId}
                            rowClass={rowClass}
                        />
                        {!rows.length && <p className="empty">{list.length ? 'Nothing matches.' : nothingYet}</p>}
                        {rows.length > limit && (
                            <button onClick={() => setLimit(limit + pageSize)}>Show {pageSize} more</button>
                        )}
                    </>
                }
                detail={selected && <EntryDetail key={selected.id} entry={selected} />}
            />
        </>
    );
}

const idOf = ({id}: Entry): string => id;
const rowClass = ({isEarlier}: Entry): string => (isEarlier ? 'earlier' : '');

const nothingYet = 'No invocation or command yet. What this page receives and sends appears here.';
