import React, {useState} from 'react';
import type {Glue} from '../../connection/bus';
import {ListView} from '../ListView';
import {SystemSwitch} from '../parts';
import {missingWords, useWhileConnected} from '../useWhileConnected';
import {ContextDetail} from './ContextDetail';

async function followNames(glue: Glue, onState: (names: string[]) => void): Promise<() => void> {
    // A file that a connected page has already.
    const {watchContextNames} = await import(/* webpackChunkName: "apis" */ '../../interop/contexts');
    return watchContextNames(glue, onState);
}

const columns = [{title: 'Context', cell: (name: string) => name}];

/** Names of the platforms' own contexts. */
const systemName = /^(___|T42|Tick42)/i;

export function ContextsView() {
    const names = useWhileConnected(followNames);
    const [hasSystem, setHasSystem] = useState(false);
    return (
        <ListView
            label="Contexts"
            columns={columns}
            rows={(names.state ?? []).filter((name) => hasSystem || !systemName.test(name))}
            idOf={(name) => name}
            textOf={(name) => name}
            tools={<SystemSwitch isOn={hasSystem} onChange={setHasSystem} />}
            empty={missingWords(names) ?? 'No app has written a context.'}
            detail={(name) => name !== undefined && <ContextDetail key={name} name={name} />}
        />
    );
}
