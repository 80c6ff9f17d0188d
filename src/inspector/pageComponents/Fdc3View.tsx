import React from 'react';
import {intentOfMethod} from '../../interop/intentMethods';
import type {Column} from '../Grid';
import {ListView} from '../ListView';
import {applicationsOf} from '../methods/applications';
import {useOffers} from '../methods/useOffers';
import {Facts} from '../parts';
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
    const intents = (state?.methods ?? []).flatMap(({name, servers}): [string, string][] => {
        const intent = intentOfMethod(name);
        return intent === undefined ? [] : [[intent, applicationsOf(servers)]];
    });
    return (
        <ListView
            label="FDC3 components"
            columns={columns}
            rows={components}
            idOf={({label}) => label}
            empty="The page has no FDC3 component with an id."
            detail={(component) => component && <ComponentDetail key={component.label} component={component} />}
        >
            <div className="empty">
                <h2>Intents on the bus</h2>
                {intents.length ? <Facts facts={intents} /> : 'No app listens to one.'}
            </div>
        </ListView>
    );
}
