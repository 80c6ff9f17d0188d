import {type ItemBatch} from '../delivery/batchLoop';
import {type Store} from '../dash/store';
import {stringId} from '../dash/propKeys';
import {BusError} from '../values/busError';
import {type Dict} from '../values/isDict';
import {pythonRepr} from '../values/pythonRepr';
import {isText} from '../values/isText';

/** A receiver of a stream's items in the page, besides the callbacks of `data`. */
export interface Sink {
    /**
     * Returns what takes the next batch. Throws NotThereYet while that may still be loading, a BusError when something has to
     * be changed first.
     */
    open: () => (batch: ItemBatch) => unknown;
    /** It takes the latest items, not those of a batch. */
    isOfLatest?: boolean;
}

/** What sinks need of their component. */
export interface SinkSource {
    store: () => Store | null;
    latest: () => object | null;
}

export type CreateSink = (options: Dict, source: SinkSource) => Sink;

/** A required text of a sink's dict. */
export function text(options: Dict, key: string): string {
    const value = options[key];
    if (!isText(value)) {
        throw wrong(options, `"${key}" must be a non-empty string, not ${pythonRepr(value)}.`);
    }
    return value;
}

export function optionalText(options: Dict, key: string): string | undefined {
    return (options[key] ?? undefined) === undefined ? undefined : text(options, key);
}

/** An optional limit of a sink's dict. */
export function limit(options: Dict, key: string, otherwise: number): number {
    const value = options[key] ?? otherwise;
    if (typeof value !== 'number' || !(value >= 1)) {
        throw wrong(options, `"${key}" must be a number above 0, not ${pythonRepr(value)}.`);
    }
    return value;
}

/** The id of the component that gets the items, in its string form. */
export function idOf(options: Dict): string {
    return text({...options, id: stringId(options.id)}, 'id');
}

/** What is wrong with a sink's dict. */
export function wrong({sink}: Dict, what: string): BusError {
    return new BusError('invalid_setting', `to: the sink ${pythonRepr(sink)}: ${what}`);
}
