import React, {type ReactNode} from 'react';

/** A list, and beside it the detail of what is selected there. */
export function Split({list, detail}: {list: ReactNode; detail: ReactNode}) {
    return (
        <div className="split">
            <div className="list">{list}</div>
            {detail && (
                <div className="detail" role="region" aria-label="Detail" tabIndex={0}>
                    {detail}
                </div>
            )}
        </div>
    );
}

/** A part of a detail with a title. */
export function Section({title, children}: {title: string; children: ReactNode}) {
    return (
        <>
            <h3>{title}</h3>
            {children}
        </>
    );
}

/** Names and what they stand for; what is undefined, null or false is left out. */
export function Facts({facts}: {facts: [string, ReactNode][]}) {
    const present = facts.filter(([, fact]) => fact !== undefined && fact !== null && fact !== false && fact !== '');
    return (
        <dl>
            {present.map(([name, fact]) => (
                <React.Fragment key={name}>
                    <dt>{name}</dt>
                    <dd>{fact}</dd>
                </React.Fragment>
            ))}
        </dl>
    );
}
