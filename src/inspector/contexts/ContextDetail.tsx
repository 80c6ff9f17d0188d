import React, {useEffect, useState, useSyncExternalStore} from 'react';
import {ask} from '../../connection/ask';
import {connection} from '../../connection/wiring';
import {applicationOfPeer} from '../applicationOfPeer';
import {clockTime} from '../clockTime';
import {valueOf} from '../copiedValue';
import {JsonEditor} from '../JsonEditor';
import {CopiedJson} from '../JsonTree';
import {Facts, Section} from '../parts';
import {type ContextChange, contextChanges, followContext, onContextChange} from './contextHistory';

async function write(operation: 'update' | 'set', name: string, data: object): Promise<void> {
    const {contextOperations} = await import(/* webpackChunkName: "apis" */ '../../interop/contexts');
    await ask(connection, ({glue}) => glue && contextOperations[operation](glue, {name, data}));
}

const writerOf = ({updaterId, isOwn}: ContextChange): string =>
    isOwn ? 'this page' : updaterId === null ? 'not known' : applicationOfPeer(updaterId);

export function ContextDetail({name}: {name: string}) {
    useEffect(() => followContext(name), [name]);
    const changes = useSyncExternalStore(onContextChange, () => contextChanges(name));
    const [isEdited, setIsEdited] = useState(false);
    const last = changes[changes.length - 1];
    const value = last?.data ? valueOf(last.data) : {};
    return (
        <>
            <h2>{name}</h2>
            {last ? (
                <Facts facts={[['Last writer', `${writerOf(last)}, ${clockTime(last.at)}`]]} />
            ) : (
                <p className="note">Not written yet.</p>
            )}
            {last && (
                <Section title="Data">
                    {last.data ? <CopiedJson value={last.data} label="Data" /> : <p className="note">It is gone.</p>}
                </Section>
            )}
            {isEdited && value !== undefined ? (
                <JsonEditor
                    label="New data"
                    initial={value as object}
                    actions={[
                        {label: 'Update', act: (data) => write('update', name, data)},
                        {label: 'Set', act: (data) => write('set', name, data)},
                    ]}
                />
            ) : (
                <div className="actions">
                    <button onClick={() => setIsEdited(true)} disabled={value === undefined}>
                        Edit
                    </button>
                </div>
            )}
            <Section title={`History (${changes.length})`}>
                <ol>
                    {[...changes].reverse().map((change) => (
                        <li key={change.id}>
                            {clockTime(change.at)} {writerOf(change)}
                            {change.data === null && ', gone'}
                            {change.differences.map(({path, before, after}) => (
                                <div key={path} className="json">
                                    <span className="key">{path}: </span>
                                    {before !== undefined && <del>{before}</del>}{' '}
                                    {after !== undefined && <ins>{after}</ins>}
                                </div>
                            ))}
                        </li>
                    ))}
                </ol>
            </Section>
        </>
    );
}
