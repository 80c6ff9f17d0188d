import {type Queue, createQueue} from '../../async/queue';
import {type DashComponent} from '../../dash/component';
import {createDelivery} from '../../delivery/delivery';
import {errorMessage} from '../../values/errorMessage';

/** How many contexts may wait for their callbacks, when each of them is to be seen. */
const maxWaiting = 10000;

/**
 * Hands contexts to the callbacks of `context`, one at a time. Unless `isEvery`, the newest takes the place of those that still
 * wait.
 */
export function createContextReport(component: DashComponent, isEvery: () => boolean) {
    const {deliver, restore} = createDelivery(component, ['context']);
    const queue: Queue<object> = createQueue(
        // At that time a newer one may have come.
        (first) => deliver(() => ({context: (!isEvery() && queue.takeWhile(() => true).pop()) || first})),
        (_, reason) => component.warn(`a context could not be handed to Dash: ${errorMessage(reason)}`),
    );
    return {
        restore,
        push: (event: object): void => {
            if (!isEvery()) {
                queue.removeWhere(() => true);
            } else if (queue.size() >= maxWaiting) {
                const message = `${maxWaiting} contexts wait for the callbacks of context; the newest is dropped.`;
                component.setError('context', {code: 'queue_full', message});
                return;
            }
            queue.push(event);
        },
        /** For contexts that the component no longer listens to. */
        discard: (): void => void queue.removeWhere(() => true),
    };
}
