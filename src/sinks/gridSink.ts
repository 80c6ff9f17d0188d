import {sinkTimeoutMs} from '../async/timeouts';
import {withTimeout} from '../async/withTimeout';
import {NotThereYet} from '../delivery/batchLoop';
import {BusError} from '../values/busError';
import {keyReader} from '../values/pathKey';
import {pythonRepr} from '../values/pythonRepr';
import {type CreateSink, idOf, limit, optionalText} from './sink';

/** What this file uses of AG Grid. */
interface GridApi {
    getGridOption: (name: string) => unknown;
    getRowNode: (rowId: string) => {data?: object} | undefined;
    applyTransactionAsync: (transaction: Transaction, onApplied: () => void) => void;
    isDestroyed: () => boolean;
}

interface Transaction {
    add: object[];
    update: object[];
    remove: object[];
}

declare global {
    interface Window {
        /** Of dash-ag-grid, when the app uses it. */
        dash_ag_grid?: {getApi?: (id: string) => GridApi | undefined};
    }
}

/** The rows of a stream that runs for days must not fill the page's memory. */
const defaultMaxRows = 10000;

/** Shows the items as rows of an AG Grid: with a key one row for each of its values, else one for each item. */
export const createGridSink: CreateSink = (options) => {
    const id = idOf(options);
    const key = optionalText(options, 'key');
    const plan = key === undefined ? appendRows : updateRows(key);
    const maxRows = limit(options, 'maxRows', defaultMaxRows);
    let write: WriteRows;
    let grid: GridApi | undefined;
    return {
        open: () => {
            const api = window.dash_ag_grid?.getApi?.(id);
            if (!api || api.isDestroyed()) {
                const missing = `to: there is no AG Grid with the id ${pythonRepr(id)} in the page.`;
                throw new NotThereYet('invalid_setting', missing);
            }
            if (key !== undefined && !api.getGridOption('getRowId')) {
                throw new BusError(
                    'invalid_setting',
                    `to: the AG Grid ${pythonRepr(id)} needs getRowId="params.data.${key}" to find the rows.`,
                );
            }
            if (api !== grid) {
                // It has none of the rows of a grid that it has replaced.
                grid = api;
                write = plan(maxRows);
            }
            return async ({items}) => {
                const applied = new Promise<void>((resolve) =>
                    api.applyTransactionAsync(write(items, api), () => resolve()),
                );
                // A grid that is removed never says so. Until it has taken the rows, it does not know them.
                await withTimeout(applied, sinkTimeoutMs, `to: the AG Grid ${pythonRepr(id)} did not take its rows`);
            };
        },
    };
};

type WriteRows = (items: object[], api: GridApi) => Transaction;

/** Rows of their own, the oldest of which make room. */
const appendRows = (maxRows: number): WriteRows => {
    const shown: object[] = [];
    return (items) => {
        const add = items.slice(-maxRows);
        const remove = shown.splice(0, Math.max(0, shown.length + add.length - maxRows));
        shown.push(...add);
        return {add, update: [], remove};
    };
};

/** A row for each key. Beyond the limit the rows that were added first make room. */
const updateRows =
    (key: string) =>
    (maxRows: number): WriteRows => {
        const keyOf = keyReader(key);
        const shown = new Set<string>();
        return (items, api) => {
            const last = new Map<string, object>();
            items.forEach((item) => {
                const rowId = keyOf(item);
                if (rowId !== undefined) {
                    last.set(rowId, item);
                }
            });
            if (items.length && !last.size) {
                throw new BusError(
                    'invalid_setting',
                    `to: no item has ${pythonRepr(key)}, the key of the grid's rows.`,
                );
            }
            const isShown = ([rowId]: [string, object]) => api.getRowNode(rowId) !== undefined;
            const update = [...last].filter(isShown);
            const add = [...last].filter((row) => !isShown(row)).slice(-maxRows);
            add.forEach(([rowId]) => {
                // The app may have removed the row.
                shown.delete(rowId);
                shown.add(rowId);
            });
            const remove = new Set([...shown].slice(0, Math.max(0, shown.size - maxRows)));
            remove.forEach((rowId) => shown.delete(rowId));
            const rows = (entries: [string, object][]) =>
                entries.filter(([rowId]) => !remove.has(rowId)).map(([, item]) => item);
            return {
                add: rows(add),
                update: rows(update),
                remove: [...remove].flatMap((rowId) => api.getRowNode(rowId)?.data ?? []),
            };
        };
    };
