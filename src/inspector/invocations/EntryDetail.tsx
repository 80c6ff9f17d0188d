import React from 'react';
import {ActionButton} from '../ActionButton';
import {copyToClipboard} from '../clipboard';
import type {CopiedValue} from '../copiedValue';
import {CopiedJson} from '../JsonTree';
import {Facts, ProblemText, Section} from '../parts';
import {type Entry, durationOf, queuedOf} from '../record';
import {asPython, canInvokeAgain, invokeAgain} from './again';

export function EntryDetail({entry}: {entry: Entry}) {
    const {kind, name, noun, state, component, before, args, answer, problem, partnerInstance, command} = entry;
    const partnerTitle = kind === 'in' ? 'Caller' : 'Answered by';
    const values: [string, CopiedValue | undefined][] = [
        ['Arguments', args],
        ['Answer', answer],
        [partnerTitle, partnerInstance],
        ['Command', command],
    ];
    return (
        <>
            <h2>
                {noun && `${noun} `}
                {name} <span className={state}>{state}</span>
            </h2>
            <Facts
                facts={[
                    [partnerTitle, kind !== 'command' && (entry.partner || '–')],
                    ['Component', component],
                    ['Before it', before !== undefined && `${before} in the queue`],
                    ['Time', <Timing key="time" entry={entry} />],
                    ['Callback', entry.callbacks?.join(', ')],
                    ['Caller gets', entry.isVoid && 'no value: the method is void'],
                ]}
            />
            {problem && <ProblemText problem={problem} />}
            <div className="actions">
                {!args.isCut && <ActionButton label="Copy as Python" act={() => copyToClipboard(asPython(entry))} />}
                {canInvokeAgain(entry) && <ActionButton label="Invoke again" act={() => invokeAgain(entry)} />}
            </div>
            {values.map(
                ([title, value]) =>
                    value && (
                        <Section key={title} title={title}>
                            <CopiedJson value={value} label={title} />
                        </Section>
                    ),
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
            <svg className="bar" viewBox={`0 0 ${whole || 1} 1`} preserveAspectRatio="none" aria-hidden="true">
                <rect className="callback" width="100%" height="1" />
                <rect className="queued" width={queued} height="1" />
            </svg>{' '}
            queued {queued} ms, callback {callback} ms
        </>
    );
}
