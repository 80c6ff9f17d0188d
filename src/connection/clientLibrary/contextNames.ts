import type {Glue} from '../bus';
import {contextNamesIntervalMs} from '../../async/timeouts';

// With these the gateway announces contexts; channels and activities have contexts too. What a page creates itself it knows
// from the answer, "context-created".
const messageTypes = ['context-added', 'context-created', 'context-destroyed', 'created', 'destroyed', 'joined'];

/**
 * Calls the listener after contexts may have come or gone, once for all that a task of the page brought. The client
 * libraries have no event for it; they get these messages, and know the names when the present task has ended.
 */
export function onContextNames({connection}: Glue, listener: () => void): () => void {
    // All client libraries have it, but the glue of an app's own factory may not.
    if (!connection?.on) {
        const polling = setInterval(listener, contextNamesIntervalMs);
        return () => clearInterval(polling);
    }
    let pending: ReturnType<typeof setTimeout> | undefined;
    const onMessage = () => {
        pending ??= setTimeout(() => {
            pending = undefined;
            listener();
        });
    };
    const subscriptions = messageTypes.map((type) => connection.on(type, onMessage));
    return () => {
        clearTimeout(pending);
        subscriptions.forEach((subscription) => connection.off(subscription));
    };
}
