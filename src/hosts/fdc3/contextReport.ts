import {type Queue, createQueue} from '../../async/queue';
import {type DashComponent} from '../../dash/component';
import {createDelivery} from '../../delivery/delivery';
import {errorMessage} from '../../values/errorMessage';

/** How many contexts may wait for their callbacks. Another app may broadcast any number of types. */
const maxWaiting = 10000;

interface ContextEvent {
    context: {type: string};
}

/**
 * Hands contexts to the callbacks of `context`, one at a time. Unless `isEvery`, a newer one displaces those of its type that
 * still wait.
 */
export function createContextReport(component: DashComponent, isEvery: () => boolean) {
    const {deliver, restore} = createDelivery(component, ['context']);
    // No longer in the queue: it waits until the callbacks have ended that run for another reason.
    let next: ContextEvent | undefined;
    const queue: Queue<ContextEvent> = createQueue(
        (event) => {
            next = event;
            return deliver(() => (next ? {context: next} : null));
        },
        (_, reason) => component.warn(`a context could not be handed to Dash: ${errorMessage(reason)}`),
    );
    let isFull = false;
    const drop = (isOld: (event: ContextEvent) => boolean) => {
        queue.removeWhere(isOld);
        next = next && !isOld(next) ? next : undefined;
    };
    return {
        restore,
        push: (event: ContextEvent): void => {
            if (!isEvery()) {
                drop(({context}) => context.type === event.context.type);
            }
            const wasFull = isFull;
            isFull = queue.size() >= maxWaiting;
            if (isFull) {
                const message = `${maxWaiting} contexts wait for the callbacks of context; the newest is dropped.`;
                component.setError('context', {code: 'queue_full', message});
                return;
            }
            if (wasFull) {
                component.clearError();
            }
            queue.push(event);
        },
        /** For contexts that the component no longer listens to. */
        discard: (): void => drop(() => true),
    };
}
