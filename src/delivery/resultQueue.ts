import {endedOrUnreadable, handOver, whenFree} from './handover';
import {Queue, createQueue} from './queue';
import {Place, isKnownShape, propKey, unequal} from './renderer';

// How long a callback of unknown fate may hold up the next result.
const limitMs = 30000;

// Without the renderer's lists nobody can tell when a result has been seen.
const blindPauseMs = 100;

/** Reports results one by one, so that the callbacks see each of them. */
export function createResultQueue(place: () => Place, report: (props: {result: object}) => void): Queue<object> {
    return createQueue(async result => {
        const {store, id} = place();
        const write = () => report({result: unequal(result)});
        if (id === undefined) {
            write();
        } else if (!isKnownShape(store)) {
            write();
            await new Promise(resolve => setTimeout(resolve, blindPauseMs));
        } else {
            const key = propKey(id, 'result');
            await whenFree(store, key, limitMs);
            await endedOrUnreadable(handOver({store, key, write}), limitMs);
        }
    });
}
