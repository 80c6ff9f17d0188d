import {eventTimeoutMs} from '../async/timeouts';
import {isKnownShape} from '../dash/callbacks';
import {type DashComponent} from '../dash/component';
import {propKey} from '../dash/propKeys';
import {errorMessage} from '../values/errorMessage';
import {Dispatch, dispatchUntracked, whenIdle} from './dispatch';
import {type EventProp, createEventProp} from './eventProp';
import {createQueue} from '../async/queue';

export interface EventQueue {
    push: (event: object) => void;
    restore: EventProp['restore'];
}

/** Reports events one by one in one prop, so that the callbacks see each of them. */
export function createEventQueue(component: DashComponent, prop: string): EventQueue {
    const {push} = createQueue(handle, (_, reason) =>
        component.warn(`a value of ${prop} could not be handed to Dash: ${errorMessage(reason)}`),
    );
    const {write, restore} = createEventProp(component, prop);
    return {push, restore};

    async function handle(event: object): Promise<void> {
        const {id} = component;
        const {store} = component.node();
        if (id === undefined) {
            write(event);
            return;
        }
        const key = propKey(id, prop);
        const dispatched = isKnownShape(store)
            ? await whenIdle(store, key, eventTimeoutMs, () => new Dispatch({store, key, event, write}))
            : dispatchUntracked(() => write(event));
        const timer = setTimeout(() => {
            component.warn(
                `a callback of ${prop} has run for ${eventTimeoutMs} ms: its next value no longer waits for it.`,
            );
            dispatched.abandon();
        }, eventTimeoutMs);
        await dispatched.ended;
        clearTimeout(timer);
    }
}
