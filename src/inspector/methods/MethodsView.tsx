import React, {useMemo, useState} from 'react';
import type {Offers} from '../../interop/discovery';
import {type Column, Grid} from '../Grid';
import {useEntries} from '../hooks';
import {JsonTree} from '../JsonTree';
import {Facts, Section, Split} from '../Split';
import {Choice, SystemSwitch, Toolbar} from '../Toolbar';
import {missingWords} from '../useWhileConnected';
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
    {title: 'Application', cell: ({application}) => String(application ?? '')},
    {title: 'Instance', cell: ({instance}) => String(instance ?? '')},
    {title: 'Methods', cell: ({methods}) => methods.length, className: 'number'},
];

const applicationsOf = (servers: object[]): string =>
    [...new Set(servers.map((server) => String((server as {application?: unknown}).application ?? '')))].join(', ');

const orders = ['by method', 'by server'] as const;
const systemName = /^(T42\.|Tick42\.|_)/i;

export function MethodsView() {
    const offers = useOffers();
    const list = useEntries();
    const [order, setOrder] = useState<(typeof orders)[number]>('by method');
    const [text, setText] = useState('');
    const [hasSystem, setHasSystem] = useState(false);
    const words = missingWords(offers);
    const {methods, servers, problem} = offers.state ?? {methods: [], servers: [], problem: null};
    const wanted = text.toLowerCase();
    const rows = useMemo(() => {
        const statistics = statisticsByMethod(list);
        return methods
            .filter(({name}) => (hasSystem || !systemName.test(name)) && name.toLowerCase().includes(wanted))
            .map((method) => ({method, statistics: statistics.get(method.name)}));
    }, [methods, list, hasSystem, wanted]);
    return (
        <>
            <Toolbar text={text} onText={setText}>
                <Choice label="Order" options={orders} value={order} onChange={setOrder} />
                <SystemSwitch isOn={hasSystem} onChange={setHasSystem} />
                <span className="note">{problem?.message}</span>
            </Toolbar>
            {words ? (
                <p className="empty">{words}</p>
            ) : order === 'by method' ? (
                <ByMethod rows={rows} />
            ) : (
                <ByServer servers={(servers as Server[]).filter((server) => textOf(server).includes(wanted))} />
            )}
        </>
    );
}

const textOf = ({application, instance}: Server): string => `${application} ${instance}`.toLowerCase();

function ByMethod({rows}: {rows: MethodRow[]}) {
    const [selectedId, setSelectedId] = useState<string | null>(null);
    const selected = rows.find(({method}) => method.name === selectedId)?.method;
    return (
        <Split
            list={
                <Grid
                    label="Methods"
                    columns={methodColumns}
                    rows={rows}
                    idOf={({method}) => method.name}
                    selectedId={selectedId}
                    onSelect={setSelectedId}
                />
            }
            detail={selected && <MethodDetail key={selected.name} method={selected} />}
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
                <JsonTree value={rest} label="Definition" />
            </Section>
        </>
    );
}

function ByServer({servers}: {servers: Server[]}) {
    const [selectedId, setSelectedId] = useState<string | null>(null);
    const selected = servers.find(({instance}) => String(instance) === selectedId);
    return (
        <Split
            list={
                <Grid
                    label="Servers"
                    columns={serverColumns}
                    rows={servers}
                    idOf={({instance}) => String(instance)}
                    selectedId={selectedId}
                    onSelect={setSelectedId}
                />
            }
            detail={
                selected && (
                    <>
                        <h2>{String(selected.application ?? '')}</h2>
                        <JsonTree value={selected} label="Instance" />
                    </>
                )
            }
        />
    );
}
