import React, {type KeyboardEvent, type ReactNode, memo} from 'react';

export interface Column<Row> {
    title: string;
    cell: (row: Row) => ReactNode;
    className?: string | ((row: Row) => string);
    /** For readers that cannot see what the cell shows. */
    label?: (row: Row) => string;
}

interface Props<Row> {
    label: string;
    /** Always the same list: else every row renders again whenever one changes. */
    columns: Column<Row>[];
    rows: Row[];
    idOf: (row: Row) => string;
    selectedId: string | null;
    onSelect: (id: string) => void;
    rowClass?: (row: Row) => string;
}

/** A table in which one row is selected, by a click or the arrow keys. */
export function Grid<Row>({label, columns, rows, idOf, selectedId, onSelect, rowClass}: Props<Row>) {
    const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
        const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
        if (step === undefined) {
            return;
        }
        event.preventDefault();
        const now = rows.findIndex((row) => idOf(row) === selectedId);
        const next = Math.min(Math.max(now + step, 0), rows.length - 1);
        // The row that gets the focus is selected.
        event.currentTarget.querySelectorAll<HTMLElement>('tbody tr')[next]?.focus();
    };
    const hasSelected = rows.some((row) => idOf(row) === selectedId);
    return (
        <table role="grid" aria-label={label} onKeyDown={onKeyDown}>
            <thead>
                <tr>
                    {columns.map(({title, className}) => (
                        <th key={title} className={typeof className === 'string' ? className : undefined}>
                            {title}
                        </th>
                    ))}
                </tr>
            </thead>
            <tbody>
                {rows.map((row, n) => (
                    <GridRow
                        key={idOf(row)}
                        row={row}
                        id={idOf(row)}
                        columns={columns as Column<unknown>[]}
                        isSelected={idOf(row) === selectedId}
                        // Where the Tab key enters the table.
                        isEntry={hasSelected ? idOf(row) === selectedId : n === 0}
                        onSelect={onSelect}
                        className={rowClass?.(row)}
                    />
                ))}
            </tbody>
        </table>
    );
}

interface RowProps {
    row: unknown;
    id: string;
    columns: Column<unknown>[];
    isSelected: boolean;
    isEntry: boolean;
    onSelect: (id: string) => void;
    className: string | undefined;
}

const GridRow = memo(function GridRow({row, id, columns, isSelected, isEntry, onSelect, className}: RowProps) {
    const select = () => onSelect(id);
    return (
        <tr
            aria-selected={isSelected}
            tabIndex={isEntry ? 0 : -1}
            className={className}
            onClick={select}
            onFocus={select}
        >
            {columns.map(({title, cell, className: cellClass, label}) => (
                <td
                    key={title}
                    className={typeof cellClass === 'function' ? cellClass(row) : cellClass}
                    title={label?.(row)}
                    aria-label={label?.(row)}
                >
                    {cell(row)}
                </td>
            ))}
        </tr>
    );
});
