import {isListenedTo} from '../dash/callbacks';
import {type DashComponent} from '../dash/component';
import {isTaken} from '../dash/isTaken';
import {BatchLoop} from '../delivery/batchLoop';
import {createDelivery} from '../delivery/delivery';

/** Servers and the proxies in front of them refuse long requests, many of them those of more than 1 MB. */
const maxBytes = 512 * 1024;

/** Hands the items of a stream to the callbacks of `data` and `latest`. */
export function createCallbackItems(component: DashComponent, latest: () => object | null) {
    const {isWanted, isLatestTaken} = createUsage(component);
    const {deliver, restore} = createDelivery(component, ['data', 'latest']);
    const loop = new BatchLoop({
        component: component.label,
        part: 'callbacks',
        isWanted,
        receive: (take) =>
            deliver(() => {
                const data = take();
                const values = isLatestTaken() && latest();
                return data && {data, ...(values && {latest: values})};
            }),
        onProblem: (problem) => problem && component.warn(`a batch could not be handed to Dash: ${problem.message}`),
        maxBytes,
    });
    return {loop, restore, isLatestTaken};
}

/** What callbacks of the app take. Looked up when Dash's callbacks change, because thousands of items a second ask. */
function createUsage(component: DashComponent) {
    let graphs: unknown;
    let usage: {isWanted: boolean; isLatestTaken: boolean} | undefined;
    const look = () => {
        const node = component.node();
        const now: unknown = node.store?.getState()?.graphs;
        if (!usage || now !== graphs) {
            graphs = now;
            // Without an id no callback can name the component.
            const hasId = node.id !== undefined;
            const isLatestTaken = hasId && isTaken(node, 'latest');
            usage = {isWanted: isLatestTaken || (hasId && isListenedTo(node, 'data')), isLatestTaken};
        }
        return usage;
    };
    return {isWanted: () => look().isWanted, isLatestTaken: () => look().isLatestTaken};
}
