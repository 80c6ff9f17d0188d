import React from 'react';
import {ActionButton} from '../ActionButton';
import {copyToClipboard} from '../clipboard';
import {CopiedJson} from '../JsonTree';
import {Facts, ProblemText, Section} from '../parts';
import {type Entry, durationOf, queuedOf} from '../record';
import {asPython, canInvokeAgain, invokeAgain} from './again';

export function EntryDetail({entry}: {entry: Entry}) {
    const {kind, name, noun, state, component, before, args, answer, problem, partnerInstance, command} = entry;
    return (
        <>
            <h2>
                {noun && `${noun} `}
                {name} <span className={`state ${state}`}>{state}</span>
            </h2>
            <Facts
                facts={[
                    [kind === 'in' ? 'Caller' : 'Answered by', kind !== 'command' && (entry.partner || '–')],
                    ['Component', component],
                    ['Before it', before !== undefined && `${before} in the queue`],
                    ['Time', <Timing key="time" entry={entry} />],
                    ['Callback', entry.callbacks?.join(', ')],
                    ['Caller gets', entry.isVoid && 'no value: the method is void'],
                ]}
            />
            {problem && <ProblemText problem={problem} />}
            <div className="actions">
                {!args.isCut && (
                    <ActionButton label="Copy as Python" done="Copied." act={() => copyToClipboard(asPython(entry))} />
                )}
                {canInvokeAgain(entry) && (
                    <ActionButton label="Invoke again" done="Invoked." act={() => invokeAgain(entry)} />
                )}
            </div>
            <Section title="Arguments">
                <CopiedJson value={args} label="Arguments" />
            </Section>
            {answer && (
                <Section title="Answer">
                    <CopiedJson value={answer} label="Answer" />
                </Section>
            )}
            {partnerInstance && (
                <Section title={kind === 'in' ? 'Caller' : 'Answered by'}>
                    <CopiedJson value={partnerInstance} label="Instance" />
                </Section>
            )}
            {command && (
                <Section title="Command">
                    <CopiedJson value={command} label="Command" />
                </Section>
            )}
        </>
    );
}

/** How much of the time it waited, and how much its callback took. */
function Timing({entry}: {entry: Entry}) {
    const whole = durationOf(entry);
    const queued = queuedOf(entry);
    if (whole === undefined) {
        return <>{queued === undefined ? 'not ended' : `queued ${queued} ms, not ended`}</>;
    }
    if (queued === undefined) {
        return <>{whole} ms</>;
    }
    const callback = Math.max(0, whole - queued);
    return (
        <>
            <svg className="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                <rect className="queued" width={whole ? (100 * queued) / whole : 0} height="6" />
                <rect
                    className="callback"
                    x={whole ? (100 * queued) / whole : 0}
                    width={whole ? (100 * callback) / whole : 100}
                    height="6"
                />
            </svg>{' '}
            queued {queued} ms, callback {callback} ms
        </>
    );
}
