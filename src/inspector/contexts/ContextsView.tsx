import React, {useState, useSyncExternalStore} from 'react';
import type {Glue} from '../../connection/bus';
import {Grid} from '../Grid';
import {Split} from '../Split';
import {SystemSwitch, Toolbar} from '../Toolbar';
import {missingWords, useWhileConnected} from '../useWhileConnected';
import {ContextDetail} from './ContextDetail';
import {contextChanges, followContext, onContextChange} from './contextHistory';

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
    const [text, setText] = useState('');
    const [hasSystem, setHasSystem] = useState(false);
    const [selected, setSelected] = useState<string | null>(null);
    const changes = useSyncExternalStore(onContextChange, () => contextChanges(selected));
    const words = missingWords(names);
    const rows = (names.state ?? []).filter(
        (name) => (hasSystem || !systemName.test(name)) && name.toLowerCase().includes(text.toLowerCase()),
    );
    const select = (name: string) => {
        followContext(name);
        setSelected(name);
    };
    return (
        <>
            <Toolbar text={text} onText={setText}>
                <SystemSwitch isOn={hasSystem} onChange={setHasSystem} />
            </Toolbar>
            {words || !rows.length ? (
                <p className="empty">{words ?? 'No context yet.'}</p>
            ) : (
                <Split
                    list={
                        <Grid
                            label="Contexts"
                            columns={columns}
                            rows={rows}
                            idOf={(name) => name}
                            selectedId={selected}
                            onSelect={select}
                        />
                    }
                    detail={selected !== null && <ContextDetail key={selected} name={selected} changes={changes} />}
                />
            )}
        </>
    );
}
