import React from 'react';
import type {Column} from '../Grid';
import {useStreamCounts} from '../hooks';
import {ListView} from '../ListView';
import type {StreamCounts} from '../streamCounts';
import {ComponentDetail} from './ComponentDetail';
import {useRates} from './useRates';
import {type PageComponent, usePageComponents} from './usePageComponents';

const names = ['StreamSubscribe', 'StreamPublish'];

interface Row {
    id: string;
    component: PageComponent;
    counts?: StreamCounts;
    rate?: number;
}

const columns: Column<Row>[] = [
    {title: 'Component', cell: ({component}) => component.label},
    {title: 'Goes to', cell: ({counts}) => counts?.part},
    {title: 'Items', cell: ({counts}) => counts?.items, className: 'number'},
    {title: 'Per second', cell: ({rate}) => rate, className: 'number'},
    {title: 'Batches', cell: ({counts}) => counts?.batches, className: 'number wide'},
    {title: 'Last batch', cell: ({counts}) => counts?.lastItems, className: 'number wide'},
    {title: 'Conflated', cell: ({counts}) => counts?.conflated, className: 'number'},
    {title: 'Dropped', cell: ({counts}) => counts?.dropped, className: 'number'},
    {title: 'Gaps', cell: ({counts}) => counts?.gaps, className: 'number wide'},
    {title: 'Error', cell: ({component}) => component.error, className: 'problem'},
];

/** What each part of each subscription was given; a publisher has its figures among its props. */
export function StreamsView() {
    const components = usePageComponents(names);
    const counts = useStreamCounts();
    const rates = useRates(counts);
    const rows = components.flatMap((component): Row[] => {
        const {label} = component;
        const parts = counts.filter((part) => part.component === label);
        return parts.length
            ? parts.map((counts) => {
                  const id = `${label} ${counts.part}`;
                  return {id, component, counts, rate: rates.get(id)};
              })
            : [{id: label, component}];
    });
    return (
        <ListView
            label="Streams"
            columns={columns}
            rows={rows}
            idOf={({id}) => id}
            empty="The page has no StreamSubscribe and no StreamPublish with an id."
            detail={(row) => row && <ComponentDetail key={row.id} component={row.component} />}
        />
    );
}
