import {errorMessage} from '../errorMessage';
import {handOver, handOverBlindly, whenFree} from './handover';
import {Queue, createQueue} from './queue';
import {Place, isKnownShape, propKey, unequal} from './renderer';

// How long the callbacks of one event may hold up the next one.
const limitMs = 60000;

/** Reports events one by one in one prop, so that the callbacks see each of them. */
export function createEventQueue(
    prop: string,
    place: () => Place,
    report: (props: {[prop: string]: object}) => void,
    warn: (message: string) => void
): Queue<object> {
    return createQueue(handle, (_, reason) => warn(`a value of ${prop} could not be handed to Dash: ${errorMessage(reason)}`));

    async function handle(event: object): Promise<void> {
        const {store, id} = place();
        const write = () => report({[prop]: unequal(event)});
        if (id === undefined) {
            write();
            return;
        }
        const key = propKey(id, prop);
        const handover = isKnownShape(store)
            ? await whenFree(store, key, limitMs, () => handOver({store, key, write}))
            : handOverBlindly(write);
        const timer = setTimeout(() => {
            warn(`a callback of ${prop} has run for ${limitMs} ms: its next value no longer waits for it.`);
            handover.abandon();
        }, limitMs);
        await handover.ended;
        clearTimeout(timer);
    }
}
