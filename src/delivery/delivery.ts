import {eventTimeoutMs} from '../async/timeouts';
import {isKnownShape} from '../dash/callbacks';
import {type DashComponent} from '../dash/component';
import {propKey} from '../dash/propKeys';
import {Dispatch, type Values, dispatchUntracked, whenIdle} from './dispatch';
import {type EventProps, createEventProps} from './eventProps';

export interface Delivery {
    /**
     * Hands values to the callbacks that take these props, as soon as none of those runs: `choose` is called then.
     * Resolves when the callbacks have ended.
     */
    deliver: (choose: () => Values) => Promise<void>;
    restore: EventProps['restore'];
}

/** Hands the events of a component to its callbacks. The caller awaits one delivery before it begins the next. */
export function createDelivery(component: DashComponent, props: string[]): Delivery {
    const {write, restore} = createEventProps(component, props);
    return {deliver, restore};

    async function deliver(choose: () => Values): Promise<void> {
        const {id} = component;
        const {store} = component.node();
        const writeChosen = () => write(choose());
        if (id === undefined) {
            writeChosen();
            return;
        }
        const keys = props.map((prop) => propKey(id, prop));
        const dispatched = isKnownShape(store)
            ? await whenIdle(store, keys, eventTimeoutMs, () => {
                  const values = choose();
                  return new Dispatch({store, id, props, write: () => write(values)});
              })
            : dispatchUntracked(writeChosen);
        const timer = setTimeout(() => {
            component.warn(
                `a callback of ${props[0]} has run for ${eventTimeoutMs} ms: its next value no longer waits for it.`,
            );
            dispatched.abandon();
        }, eventTimeoutMs);
        await dispatched.ended;
        clearTimeout(timer);
    }
}
