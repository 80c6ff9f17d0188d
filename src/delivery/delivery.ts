import {eventTimeoutMs} from '../async/timeouts';
import {type DashComponent} from '../dash/component';
import {type Run, type Values, dispatchWhenIdle} from './dispatch';
import {createEventProps} from './eventProps';

/** Hands the events of a component to its callbacks. The caller awaits one delivery before it begins the next. */
export function createDelivery(component: DashComponent, props: string[]) {
    const {write, restore} = createEventProps(component, props);
    return {deliver, restore};

    /**
     * Hands values to the callbacks that take these props, as soon as none of those runs: `choose` is called then, and
     * gives null when there is nothing to hand over any more.
     * Resolves when the callbacks have ended, with how those did that were not given up.
     */
    async function deliver(choose: () => Values | null): Promise<Run[] | undefined> {
        const {id} = component;
        if (id === undefined) {
            const values = choose();
            if (values) {
                write(values);
            }
            return;
        }
        const {store} = component.node();
        const dispatched = await dispatchWhenIdle(store, {id, props, write}, eventTimeoutMs, choose);
        if (!dispatched) {
            return;
        }
        const timer = setTimeout(() => {
            component.warn(
                `a callback of ${props[0]} has run for ${eventTimeoutMs} ms: its next value no longer waits for it.`,
            );
            dispatched.abandon();
        }, eventTimeoutMs);
        return dispatched.ended.finally(() => clearTimeout(timer));
    }
}
