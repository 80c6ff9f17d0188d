import React, {useMemo, useState} from 'react';
import type {Offers} from '../../interop/discovery';
import type {Column} from '../Grid';
import {useEntries} from '../hooks';
import {Json} from '../JsonTree';
import {ListView} from '../ListView';
import {Choice, Facts, Section, SystemSwitch} from '../parts';
import {missingWords} from '../useWhileConnected';
import {applicationOf, applicationsOf} from './applications';
import {InvokeForm} from './InvokeForm';
import {type Statistics, statisticsByMethod} from './statistics';
import {useOffers} from './useOffers';

type OfferedMethod = Offers['methods'][number];
type Server = {[key: string]: unknown; methods: string[]};
interface MethodRow {
    method: OfferedMethod;
    statistics?: Statistics;
}

const methodColumns: Column<MethodRow>[] = [
    {title: 'Method', cell: ({method: {name, supportsStreaming}}) => (supportsStreaming ? `${name} (stream)` : name)},
    {title: 'Offered by', cell: ({method}) => applicationsOf(method.servers)},
    {title: 'Count', cell: ({statistics}) => statistics?.count, className: 'number'},
    {title: 'Errors', cell: ({statistics}) => statistics?.errors || undefined, className: 'number'},
    {title: 'Median ms', cell: ({statistics}) => statistics?.median, className: 'number wide'},
    {title: 'p95 ms', cell: ({statistics}) => statistics?.p95, className: 'number wide'},
    {title: 'Queue', cell: ({statistics}) => statistics?.longestQueue || undefined, className: 'number wide'},
    {title: 'Accepts', cell: ({method}) => method.accepts, className: 'wide preview'},
];

const serverColumns: Column<Server>[] = [
    {title: 'Application', cell: applicationOf},
    {title: 'Instance', cell: ({instance}) => String(instance ?? '')},
    {title: 'Methods', cell: ({methods}) => methods.length, className: 'number'},
];

const orders = ['by method', 'by server'] as const;
const systemName = /^(T42\.|Tick42\.|_)/i;

export function MethodsView() {
    const offers = useOffers();
    const list = useEntries();
    const [order, setOrder] = useState<(typeof orders)[number]>('by method');
    const [hasSystem, setHasSystem] = useState(false);
    const {state} = offers;
    const rows = useMemo(() => {
        const statistics = statisticsByMethod(list);
        return (state?.methods ?? [])
            .filter(({name}) => hasSystem || !systemName.test(name))
            .map((method) => ({method, statistics: statistics.get(method.name)}));
    }, [state, list, hasSystem]);
    const tools = (
        <>
            <Choice label="Order" options={orders} value={order} onChange={setOrder} />
            <SystemSwitch isOn={hasSystem} onChange={setHasSystem} />
            <span className="note">{state?.problem?.message}</span>
        </>
    );
    const empty = missingWords(offers) ?? 'No app offers a method.';
    return order === 'by method' ? (
        <ListView
            key={order}
            label="Methods"
            columns={methodColumns}
            rows={rows}
            idOf={({method}) => method.name}
            textOf={({method}) => `${method.name} ${applicationsOf(method.servers)}`}
            tools={tools}
            empty={empty}
            detail={(row) => row && <MethodDetail key={row.method.name} method={row.method} />}
        />
    ) : (
        <ListView
            key={order}
            label="Servers"
            columns={serverColumns}
            rows={(state?.servers ?? []) as Server[]}
            idOf={({instance}) => String(instance)}
            textOf={({application, instance}) => `${application} ${instance}`}
            tools={tools}
            empty={empty}
            detail={(server) => server && <Json key={String(server.instance)} value={server} label="Instance" />}
        />
    );
}

function MethodDetail({method}: {method: OfferedMethod}) {
    const {name, description, accepts, returns, servers, supportsStreaming, ...rest} = method;
    return (
        <>
            <h2>{name}</h2>
            <Facts
                facts={[
                    ['Description', description],
                    ['Accepts', accepts],
                    ['Returns', returns],
                    ['Offered by', applicationsOf(servers)],
                ]}
            />
            {!supportsStreaming && <InvokeForm method={method} servers={servers} />}
            <Section title="Definition">
                <Json value={rest} label="Definition" />
            </Section>
        </>
    );
}
