import React, {type KeyboardEvent, type ReactNode, memo} from 'react';

export interface Column<Row> {
    title: string;
    cell: (row: Row) => ReactNode;
    className?: string;
}

interface Props<Row> {
    label: string;
    /** Always the same list: else every row renders again whenever one changes. */
    columns: Column<Row>[];
    rows: Row[];
    idOf: (row: Row) => string;
    selectedId: string | null;
    onSelect: (id: string) => void;
}

/** A table in which one row is selected, by a click or the arrow keys. */
export function Grid<Row>({label, columns, rows, idOf, selectedId, onSelect}: Props<Row>) {
    const selected = rows.findIndex((row) => idOf(row) === selectedId);
    const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
        const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
        if (step === undefined) {
            return;
        }
        event.preventDefault();
        const next = Math.min(Math.max(selected + step, 0), rows.length - 1);
        // The row that gets the focus is selected.
        event.currentTarget.querySelectorAll<HTMLElement>('tbody tr')[next]?.focus();
    };
    return (
        <table role="grid" aria-label={label} onKeyDown={onKeyDown}>
            <thead>
                <tr>
                    {columns.map(({title, className}) => (
                        <th key={title} className={className}>
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
                        isSelected={n === selected}
                        // Where the Tab key enters the table.
                        isEntry={n === Math.max(selected, 0)}
                        onSelect={onSelect}
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
}

const GridRow = memo(function GridRow({row, id, columns, isSelected, isEntry, onSelect}: RowProps) {
    const select = () => onSelect(id);
    return (
        <tr aria-selected={isSelected} tabIndex={isEntry ? 0 : -1} onClick={select} onFocus={select}>
            {columns.map(({title, cell, className}) => (
                <td key={title} className={className}>
                    {cell(row)}
                </td>
            ))}
        </tr>
    );
});
