import React, {type KeyboardEvent, memo, useMemo, useState} from 'react';
import {useEntries} from '../hooks';
import {type Entry, durationOf} from '../record';
import {clockTime} from '../clockTime';
import {records} from '../watching';
import {EntryDetail} from './EntryDetail';
import {type Kind, filterEntries, kinds} from './filterEntries';

/** How many rows are shown at first: a thousand take a browser too long, ten times a second. */
const pageSize = 200;

export function InvocationsView() {
    const list = useEntries();
    const [kind, setKind] = useState<Kind>('all');
    const [text, setText] = useState('');
    const [limit, setLimit] = useState(pageSize);
    const [selectedId, setSelectedId] = useState<string | null>(null);
    const rows = useMemo(() => filterEntries(list, kind, text), [list, kind, text]);
    const shown = rows.slice(0, limit);
    const selected = list.find(({id}) => id === selectedId);
    return (
        <>
            <div className="tools">
                <input
                    type="search"
                    aria-label="Filter"
                    placeholder="Filter ( / )"
                    value={text}
                    onChange={({target}) => setText(target.value)}
                />
                <select aria-label="Kind" value={kind} onChange={({target}) => setKind(target.value as Kind)}>
                    {kinds.map((name) => (
                        <option key={name}>{name}</option>
                    ))}
                </select>
                <button onClick={records.clear}>Clear</button>
                <span className="note">
                    {rows.length} of {list.length}
                </span>
            </div>
            <div className="split">
                <div className="list">
                    <Rows rows={shown} selectedId={selected?.id} onSelect={setSelectedId} />
                    {!rows.length && <p className="empty">{list.length ? 'Nothing matches.' : nothingYet}</p>}
                    {rows.length > shown.length && (
                        <button onClick={() => setLimit(limit + pageSize)}>Show {pageSize} more</button>
                    )}
                </div>
                {selected && (
                    <div className="detail" role="region" aria-label="Detail" tabIndex={0}>
                        <EntryDetail key={selected.id} entry={selected} />
                    </div>
                )}
            </div>
        </>
    );
}

const nothingYet = 'No invocation or command yet. What this page receives and sends appears here.';

interface RowsProps {
    rows: Entry[];
    selectedId: string | undefined;
    onSelect: (id: string) => void;
}

function Rows({rows, selectedId, onSelect}: RowsProps) {
    const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
        const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
        if (step === undefined) {
            return;
        }
        event.preventDefault();
        const now = rows.findIndex(({id}) => id === selectedId);
        const next = Math.min(Math.max(now + step, 0), rows.length - 1);
        if (rows[next]) {
            onSelect(rows[next].id);
            event.currentTarget.querySelectorAll<HTMLElement>('tbody tr')[next].focus();
        }
    };
    // Where the keys begin.
    const focusableId = rows.some(({id}) => id === selectedId) ? selectedId : rows[0]?.id;
    return (
        <table role="grid" aria-label="Invocations" onKeyDown={onKeyDown}>
            <thead>
                <tr>
                    <th>Time</th>
                    <th aria-label="Direction" />
                    <th>Method</th>
                    <th>Partner</th>
                    <th>State</th>
                    <th className="number wide">Before</th>
                    <th className="number">ms</th>
                    <th className="wide">Arguments</th>
                </tr>
            </thead>
            <tbody>
                {rows.map((entry) => (
                    <Row
                        key={entry.id}
                        entry={entry}
                        isSelected={entry.id === selectedId}
                        isFocusable={entry.id === focusableId}
                        onSelect={onSelect}
                    />
                ))}
            </tbody>
        </table>
    );
}

const arrows = {in: ['⇣', 'in'], out: ['⇡', 'out'], command: ['›', 'command']};

interface RowProps {
    entry: Entry;
    isSelected: boolean;
    isFocusable: boolean;
    onSelect: (id: string) => void;
}

const Row = memo(function Row({entry, isSelected, isFocusable, onSelect}: RowProps) {
    const {id, at, kind, name, partner, component, state, before, preview, isEarlier} = entry;
    const [arrow, direction] = arrows[kind];
    const duration = durationOf(entry);
    return (
        <tr
            aria-selected={isSelected}
            tabIndex={isFocusable ? 0 : -1}
            className={isEarlier ? 'earlier' : undefined}
            onClick={() => onSelect(id)}
            onFocus={() => onSelect(id)}
        >
            <td>{clockTime(at)}</td>
            <td title={direction} aria-label={direction}>
                {arrow}
            </td>
            <td>{name}</td>
            <td>{kind === 'command' ? component : partner}</td>
            <td className={`state ${state}`}>{state}</td>
            <td className="number wide">{before}</td>
            <td className="number">{duration}</td>
            <td className="wide preview">{preview}</td>
        </tr>
    );
});
