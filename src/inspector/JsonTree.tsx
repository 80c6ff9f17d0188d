import React, {memo, useMemo, useState} from 'react';
import {type CopiedValue, copyValue, textOf} from './copiedValue';

interface Props<Value> {
    value: Value;
    label: string;
}

/** A value of the bus as a tree; one that was cut as the text that there is of it. */
export const CopiedJson = memo(function CopiedJson({value, label}: Props<CopiedValue>) {
    const text = textOf(value);
    return (
        <div className="json" role="group" aria-label={label}>
            {value.isCut ? (
                <>
                    <p className="note">The first 64 KB of {value.length.toLocaleString('en')} characters:</p>
                    <pre>{text}</pre>
                </>
            ) : (
                <Node value={JSON.parse(text)} depth={0} />
            )}
        </div>
    );
});

/** The same for a value that was not copied yet. */
export function Json({value, label}: Props<unknown>) {
    const copied = useMemo(() => copyValue(value), [value]);
    return <CopiedJson value={copied} label={label} />;
}

// Other apps decide how long, wide and deep a value is.
const mostOpen = 20;
const deepestOpen = 3;
const mostShown = 200;

/** Children are made when they are shown first: a tree may have thousands. */
function Node({name, value, depth}: {name?: string; value: unknown; depth: number}) {
    const isDict = typeof value === 'object' && value !== null;
    const entries = isDict ? Object.entries(value) : [];
    const [isShown, setIsShown] = useState(!depth || (entries.length <= mostOpen && depth <= deepestOpen));
    const key = name !== undefined && <span className="key">{name}: </span>;
    const [open, close] = Array.isArray(value) ? '[]' : '{}';
    if (!entries.length) {
        return (
            <div>
                {key}
                <span className={typeof value}>{isDict ? open + close : JSON.stringify(value)}</span>
            </div>
        );
    }
    return (
        <details open={isShown} onToggle={(event) => setIsShown(event.currentTarget.open)}>
            <summary>
                {key}
                {open}
                {!isShown && (
                    <span className="note">
                        {entries.length} {close}
                    </span>
                )}
            </summary>
            {isShown && (
                <>
                    {entries.slice(0, mostShown).map(([key, child]) => (
                        <Node key={key} name={key} value={child} depth={depth + 1} />
                    ))}
                    {entries.length > mostShown && <p className="note">and {entries.length - mostShown} more</p>}
                    <span>{close}</span>
                </>
            )}
        </details>
    );
}
