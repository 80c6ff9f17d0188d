import React, {useMemo, useState} from 'react';
import {type CopiedValue, textOf} from './copiedValue';

/** A value of the bus as a tree; one that was cut as the text that there is of it. */
export function CopiedJson({value, label}: {value: CopiedValue; label: string}) {
    const text = useMemo(() => textOf(value), [value]);
    if (value.isCut) {
        return (
            <div className="json" role="group" aria-label={label}>
                <p className="note">The first 64 KB of {value.length.toLocaleString('en')} characters:</p>
                <pre>{text}</pre>
            </div>
        );
    }
    return <JsonTree value={JSON.parse(text)} label={label} />;
}

export function JsonTree({value, label}: {value: unknown; label: string}) {
    return (
        <div className="json" role="group" aria-label={label}>
            <Node value={value} isOpen />
        </div>
    );
}

const mostOpen = 20;

/** Children are made when they are shown first: a tree may have thousands. */
function Node({name, value, isOpen = false}: {name?: string; value: unknown; isOpen?: boolean}) {
    const [isShown, setIsShown] = useState(isOpen);
    const key = name !== undefined && <span className="key">{name}: </span>;
    if (typeof value !== 'object' || value === null) {
        return (
            <div>
                {key}
                <span className={typeof value}>{JSON.stringify(value) ?? 'null'}</span>
            </div>
        );
    }
    const entries = Object.entries(value);
    const brackets = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
    if (!entries.length) {
        return (
            <div>
                {key}
                {brackets.join('')}
            </div>
        );
    }
    return (
        <details open={isShown} onToggle={(event) => setIsShown(event.currentTarget.open)}>
            <summary>
                {key}
                {brackets[0]}
                {!isShown && (
                    <span className="note">
                        {entries.length} {brackets[1]}
                    </span>
                )}
            </summary>
            {isShown &&
                entries.map(([key, child]) => (
                    <Node key={key} name={key} value={child} isOpen={entries.length <= mostOpen} />
                ))}
            {isShown && <span>{brackets[1]}</span>}
        </details>
    );
}
