import React, {useState} from 'react';
import {connection} from '../../connection/wiring';
import {type InvokeResult, performInvoke} from '../../interop/performInvoke';
import {copyToClipboard} from '../clipboard';
import {JsonEditor} from '../JsonEditor';
import {Json} from '../JsonTree';
import {inspectorLabel} from '../label';
import {pythonCall} from '../python';
import {ProblemText, Section} from '../parts';
import {acceptsExample} from './acceptsExample';

interface Props {
    method: {name: string; accepts: string | null};
    servers: {instance?: unknown; application?: unknown}[];
}

/** Invokes a method, with arguments of its form to begin with. */
export function InvokeForm({method: {name, accepts}, servers}: Props) {
    const [target, setTarget] = useState('best');
    const [result, setResult] = useState<InvokeResult | null>(null);
    const targetOf = () => (target === 'best' || target === 'all' ? target : {instance: target});
    const invoke = async (argumentObj: object) => {
        setResult(null);
        const command = {definition: name, argumentObj, target: targetOf()};
        setResult(await performInvoke(command, connection, inspectorLabel));
    };
    const copy = (args: object) => copyToClipboard(pythonCall(name, args, target === 'best' ? undefined : targetOf()));
    return (
        <>
            <label>
                Target{' '}
                <select value={target} onChange={({target}) => setTarget(target.value)}>
                    <option>best</option>
                    <option>all</option>
                    {servers.map(({instance, application}) => (
                        <option key={String(instance)} value={String(instance)}>
                            {String(application)} {String(instance)}
                        </option>
                    ))}
                </select>
            </label>
            <JsonEditor
                label="Arguments"
                initial={acceptsExample(accepts)}
                actions={[
                    {label: 'Invoke', act: invoke},
                    {label: 'Copy as Python', act: copy},
                ]}
            />
            {result?.error && <ProblemText problem={result.error} />}
            {result?.invocationResult && (
                <Section title="Result">
                    <Json value={result.invocationResult} label="Result" />
                </Section>
            )}
        </>
    );
}
