import React, {useState} from 'react';
import {intentOfMethod} from '../../fdc3/bus/wire';
import {type Column, Grid} from '../Grid';
import {useOffers} from '../methods/useOffers';
import {Facts, Split} from '../Split';
import {ComponentDetail} from './ComponentDetail';
import {type PageComponent, usePageComponents} from './usePageComponents';

const names = ['Fdc3Channels', 'Fdc3Context', 'Fdc3IntentListener', 'Fdc3Intents'];

const columns: Column<PageComponent>[] = [
    {title: 'Component', cell: ({label}) => label},
    {title: 'Error', cell: ({error}) => error, className: 'problem'},
];

/** The page's FDC3 components, and which apps of the bus listen to which intent. */
export function Fdc3View() {
    const components = usePageComponents(names);
    const {state} = useOffers();
    const [selectedId, setSelectedId] = useState<string | null>(null);
    const selected = components.find(({label}) => label === selectedId);
    const intents = (state?.methods ?? []).flatMap(({name, servers}): [string, string][] => {
        const intent = intentOfMethod(name);
        const apps = servers.map((server) => String((server as {application?: unknown}).application ?? ''));
        return intent === undefined ? [] : [[intent, [...new Set(apps)].join(', ')]];
    });
    return (
        <Split
            list={
                <>
                    {components.length > 0 && (
                        <Grid
                            label="FDC3 components"
                            columns={columns}
                            rows={components}
                            idOf={({label}) => label}
                            selectedId={selectedId}
                            onSelect={setSelectedId}
                        />
                    )}
                    <div className="empty">
                        {!components.length && <p>The page has no FDC3 component with an id.</p>}
                        <h3>Intents on the bus</h3>
                        {intents.length ? <Facts facts={intents} /> : <p>No app listens to one.</p>}
                    </div>
                </>
            }
            detail={selected && <ComponentDetail component={selected} />}
        />
    );
}
