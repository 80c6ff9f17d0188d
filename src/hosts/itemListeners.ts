import '../connection/pageGlobals';
import {stringId} from '../dash/propKeys';
import {type ItemBatch} from '../delivery/batchLoop';

/** Gets the items of a batch and their counts. */
type ItemListener = (items: object[], info: Omit<ItemBatch, 'items'>) => unknown;

const listeners = new Map<string, Set<ItemListener>>();

/** The scripts that listen to the StreamSubscribe of this id. */
export const itemListeners = (id: string | undefined): Set<ItemListener> | undefined =>
    id === undefined ? undefined : listeners.get(id);

/**
 * For scripts in `assets/`, as `glue42dash.onItems`: calls the listener with each batch of the StreamSubscribe of this id, a
 * string or a dict, which may come into the page later, and its file too. Returns what ends that.
 */
export function onItems(id: unknown, listener: ItemListener): () => void {
    const key = stringId(id) ?? '';
    const ofId = listeners.get(key) ?? new Set();
    listeners.set(key, ofId.add(listener));
    return () => {
        ofId.delete(listener);
        if (!ofId.size && listeners.get(key) === ofId) {
            listeners.delete(key);
        }
    };
}

window.glue42dash!.onItems = onItems;
