import {isListenedTo} from './callbacks';
import {type PropRef, isWildcard} from './propKeys';
import {type DashNode} from './store';

/** Does a callback of the app take the prop, as an Input or a State? Where that cannot be known: yes. */
export function isTaken(node: DashNode, prop: string): boolean {
    if (isListenedTo(node, prop)) {
        return true;
    }
    const callbacks: {state?: PropRef[]}[] = node.store!.getState().graphs.callbacks ?? [];
    return callbacks.some(({state}) => state?.some((ref) => ref.property === prop && isRefTo(ref, node.id!)));
}

/** Does the id of a callback, maybe a pattern, match that of a component? */
function isRefTo(ref: PropRef, id: string): boolean {
    if (typeof ref.id === 'string' || !id.startsWith('{')) {
        return ref.id === id;
    }
    const values = JSON.parse(id) as {[key: string]: unknown};
    const pattern = Object.entries(ref.id);
    return (
        pattern.length === Object.keys(values).length &&
        pattern.every(([key, value]) => key in values && (isWildcard(value) || value === values[key]))
    );
}
