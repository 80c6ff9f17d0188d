import React, {type ReactNode, useState} from 'react';
import {type Column, Grid} from './Grid';

interface Props<Row> {
    label: string;
    /** Always the same list: else every row renders again whenever one changes. */
    columns: Column<Row>[];
    rows: Row[];
    idOf: (row: Row) => string;
    /** Of the selected row, if one is. */
    detail: (row: Row | undefined) => ReactNode;
    /** In place of a list without rows. */
    empty: string;
    /** Where the filter looks; without it there is no filter. */
    textOf?: (row: Row) => string;
    /** Beside the filter. */
    tools?: ReactNode;
    /** Below the list. */
    children?: ReactNode;
}

/** How many rows are shown at first: a thousand take a browser too long, ten times a second. */
const pageSize = 100;

/** A list with a filter, which the key "/" goes to, and beside it the detail of the selected row. */
export function ListView<Row>({rows, detail, empty, textOf, tools, children, ...grid}: Props<Row>) {
    const [text, setText] = useState('');
    const [limit, setLimit] = useState(pageSize);
    const [selectedId, setSelectedId] = useState<string | null>(null);
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const hasWords = (row: Row) => {
        const shown = textOf!(row).toLowerCase();
        return words.every((word) => shown.includes(word));
    };
    const wanted = words.length ? rows.filter(hasWords) : rows;
    const shownDetail = detail(rows.find((row) => grid.idOf(row) === selectedId));
    return (
        <>
            {textOf && (
                <div className="tools">
                    <input
                        type="search"
                        aria-label="Filter"
                        placeholder="Filter (/)"
                        value={text}
                        onChange={({target}) => setText(target.value)}
                    />
                    {tools}
                    <span className="note">
                        {wanted.length} of {rows.length}
                    </span>
                </div>
            )}
            <div className="split">
                <div className="list">
                    {wanted.length ? (
                        <Grid
                            {...grid}
                            rows={wanted.slice(0, limit)}
                            selectedId={selectedId}
                            onSelect={setSelectedId}
                        />
                    ) : (
                        <p className="empty">{rows.length ? 'Nothing matches.' : empty}</p>
                    )}
                    {wanted.length > limit && (
                        <button onClick={() => setLimit(limit + pageSize)}>Show {pageSize} more</button>
                    )}
                    {children}
                </div>
                {shownDetail && (
                    <div className="detail" role="region" aria-label="Detail" tabIndex={0}>
                        {shownDetail}
                    </div>
                )}
            </div>
        </>
    );
}
