import React, {useState} from 'react';
import {type Column, Grid} from '../Grid';
import {useStreamCounts} from '../hooks';
import type {StreamCounts} from '../records';
import {Split} from '../Split';
import {ComponentDetail} from './ComponentDetail';
import {useRates} from './useRates';
import {usePageComponents} from './usePageComponents';

const names = ['StreamSubscribe', 'StreamPublish'];

interface Row {
    id: string;
    component: string;
    error: string;
    counts?: StreamCounts;
    rate?: number;
}

const columns: Column<Row>[] = [
    {title: 'Component', cell: ({component}) => component},
    {title: 'Goes to', cell: ({counts}) => counts?.part},
    {title: 'Items', cell: ({counts}) => counts?.items, className: 'number'},
    {title: 'Per second', cell: ({rate}) => rate, className: 'number'},
    {title: 'Batches', cell: ({counts}) => counts?.batches, className: 'number wide'},
    {title: 'Last batch', cell: ({counts}) => counts?.lastItems, className: 'number wide'},
    {title: 'Conflated', cell: ({counts}) => counts?.conflated, className: 'number'},
    {title: 'Dropped', cell: ({counts}) => counts?.dropped, className: 'number'},
    {title: 'Gaps', cell: ({counts}) => counts?.gaps, className: 'number wide'},
    {title: 'Error', cell: ({error}) => error, className: 'problem'},
];

/** What each part of each subscription was given; a publisher has its figures among its props. */
export function StreamsView() {
    const components = usePageComponents(names);
    const counts = useStreamCounts();
    const rates = useRates(counts);
    const [selectedId, setSelectedId] = useState<string | null>(null);
    const rows = components.flatMap(({label, error}): Row[] => {
        const parts = counts.filter(({component}) => component === label);
        return parts.length
            ? parts.map((counts) => {
                  const id = `${label} ${counts.part}`;
                  return {id, component: label, error, counts, rate: rates.get(id)};
              })
            : [{id: label, component: label, error}];
    });
    const label = rows.find(({id}) => id === selectedId)?.component;
    const selected = components.find((component) => component.label === label);
    return rows.length ? (
        <Split
            list={
                <Grid
                    label="Streams"
                    columns={columns}
                    rows={rows}
                    idOf={({id}) => id}
                    selectedId={selectedId}
                    onSelect={setSelectedId}
                />
            }
            detail={selected && <ComponentDetail component={selected} />}
        />
    ) : (
        <p className="empty">The page has no StreamSubscribe and no StreamPublish with an id.</p>
    );
}
