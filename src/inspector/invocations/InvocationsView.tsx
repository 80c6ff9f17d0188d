import React, {useMemo, useState} from 'react';
import {clockTime} from '../clockTime';
import type {Column} from '../Grid';
import {useEntries} from '../hooks';
import {ListView} from '../ListView';
import {Choice} from '../parts';
import {type Entry, durationOf} from '../record';
import {records} from '../watching';
import {EntryDetail} from './EntryDetail';
import {type Kind, isOfKind, kinds} from './kinds';

const arrow = (symbol: string, label: string) => (
    <span role="img" aria-label={label} title={label}>
        {symbol}
    </span>
);
const arrows = {in: arrow('⇣', 'incoming'), out: arrow('⇡', 'outgoing'), command: arrow('›', 'command')};

const columns: Column<Entry>[] = [
    {title: 'Time', cell: ({at, isEarlier}) => <span className={isEarlier ? 'note' : ''}>{clockTime(at)}</span>},
    {title: 'Dir', cell: ({kind}) => arrows[kind]},
    {title: 'Method', cell: ({name}) => name},
    {title: 'Partner', cell: ({kind, partner, component}) => (kind === 'command' ? component : partner)},
    {title: 'State', cell: ({state}) => <span className={state}>{state}</span>},
    {title: 'Before', cell: ({before}) => before, className: 'number wide'},
    {title: 'ms', cell: durationOf, className: 'number'},
    {title: 'Arguments', cell: ({preview}) => preview, className: 'wide preview'},
];

export function InvocationsView() {
    const list = useEntries();
    const [kind, setKind] = useState<Kind>('all');
    const rows = useMemo(() => list.filter(isOfKind[kind]).reverse(), [list, kind]);
    return (
        <ListView
            label="Invocations"
            columns={columns}
            rows={rows}
            idOf={({id}) => id}
            textOf={({name, partner, component, state, preview, problem}) =>
                [name, partner, component, state, preview, problem?.message].join('\n')
            }
            tools={
                <>
                    <Choice label="Kind" options={kinds} value={kind} onChange={setKind} />
                    <button onClick={records.clear}>Clear</button>
                </>
            }
            empty="This page has received and sent nothing yet."
            detail={(entry) => entry && <EntryDetail key={entry.id} entry={entry} />}
        />
    );
}
