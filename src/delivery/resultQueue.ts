import {errorMessage} from '../errorMessage';
import {handOver, handOverBlindly, whenFree} from './handover';
import {Queue, createQueue} from './queue';
import {Place, isKnownShape, propKey, unequal} from './renderer';

// How long the callbacks of one result may hold up the next one.
const limitMs = 60000;

/** Reports results one by one, so that the callbacks see each of them. */
export function createResultQueue(
    place: () => Place,
    report: (props: {result: object}) => void,
    warn: (message: string) => void
): Queue<object> {
    return createQueue(handle, (_, reason) => warn(`a result could not be handed to Dash: ${errorMessage(reason)}`));

    async function handle(result: object): Promise<void> {
        const {store, id} = place();
        const write = () => report({result: unequal(result)});
        if (id === undefined) {
            write();
            return;
        }
        const key = propKey(id, 'result');
        const handover = isKnownShape(store)
            ? await whenFree(store, key, limitMs, () => handOver({store, key, write}))
            : handOverBlindly(write);
        const timer = setTimeout(() => {
            warn(`a callback of its result has run for ${limitMs} ms: the next result no longer waits for it.`);
            handover.abandon();
        }, limitMs);
        await handover.ended;
        clearTimeout(timer);
    }
}
