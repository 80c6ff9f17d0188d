import {errorMessage} from '../values/errorMessage';
import {EventProp, createEventProp} from './eventProp';
import {dispatch, dispatchUntracked, whenIdle} from './dispatch';
import {propKey} from '../dash/propKeys';
import {createQueue} from './queue';
import {DashNode, isKnownShape} from '../dash/renderer';
import {eventTimeoutMs} from '../async/timeouts';

export interface EventQueue {
    push: (event: object) => void;
    restore: EventProp['restore'];
}

/** Reports events one by one in one prop, so that the callbacks see each of them. */
export function createEventQueue(
    prop: string,
    node: () => DashNode,
    report: (props: {[prop: string]: object}) => void,
    warn: (message: string) => void,
): EventQueue {
    const {push} = createQueue(handle, (_, reason) =>
        warn(`a value of ${prop} could not be handed to Dash: ${errorMessage(reason)}`),
    );
    const {write, restore} = createEventProp(prop, node, report);
    return {push, restore};

    async function handle(event: object): Promise<void> {
        const {store, id} = node();
        if (id === undefined) {
            write(event);
            return;
        }
        const key = propKey(id, prop);
        const handover = isKnownShape(store)
            ? await whenIdle(store, key, eventTimeoutMs, () => dispatch({store, key, event, write}))
            : dispatchUntracked(() => write(event));
        const timer = setTimeout(() => {
            warn(`a callback of ${prop} has run for ${eventTimeoutMs} ms: its next value no longer waits for it.`);
            handover.abandon();
        }, eventTimeoutMs);
        await handover.ended;
        clearTimeout(timer);
    }
}
