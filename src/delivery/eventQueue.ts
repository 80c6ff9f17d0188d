import {type DashComponent} from '../dash/component';
import {errorMessage} from '../values/errorMessage';
import {type Queue, createQueue} from '../async/queue';
import {batchLimit, listening, propsOf} from './batchLimit';
import type {Values} from './dispatch';
import {createDelivery} from './delivery';

/** The events of results and the like are small, and lists of them are read at once. */
const maxBatch = 256;

/**
 * Reports events one by one in one prop, so that the callbacks see each of them. With `listProp`, all that wait are a list
 * in that prop, for callbacks that take it.
 */
export function createEventQueue(component: DashComponent, prop: string, listProp?: string) {
    const props = {single: prop, list: listProp};
    const {deliver, restore} = createDelivery(component, propsOf(props));
    const queue: Queue<object> = createQueue(
        (first) => deliver(() => choose(first)),
        (_, reason) => component.warn(`a value of ${prop} could not be handed to Dash: ${errorMessage(reason)}`),
    );
    return {push: queue.push, restore};

    function choose(first: object): Values {
        const {isListed, isBatched} = listening(component, props);
        const events = [first, ...(isBatched ? queue.takeWhile(batchLimit(first, maxBatch)) : [])];
        return {[prop]: events[events.length - 1], ...(isListed && {[listProp!]: events})};
    }
}
