import type {WebSocket} from 'ws';
import {goingAway} from '../closeCodes';
import {drainSpreadMs, drainStepMs, drainTimeoutMs} from '../timeouts';

/** One connection. */
interface Connection {
    socket: WebSocket;
    session: {isBusy: boolean};
}

/** A hundred a second: few enough that another node can let them in, and a few clients leave at once. */
const leastInStep = 5;

/**
 * Tells the clients to go: not all at once, since they all come back at once then, and those with invocations under way last.
 * Ends when all have been told; a few seconds later at most.
 */
export async function drain(connections: Iterable<Connection>): Promise<void> {
    const open = () => [...connections].filter(({socket}) => socket.readyState === socket.OPEN);
    const endAt = performance.now() + drainTimeoutMs;
    const inStep = Math.max(leastInStep, Math.ceil((open().length * drainStepMs) / drainSpreadMs));
    for (let left = open(); left.length > 0 && performance.now() < endAt; left = open()) {
        left.filter(({session}) => !session.isBusy)
            .slice(0, inStep)
            .forEach(sendAway);
        await new Promise((resolve) => setTimeout(resolve, drainStepMs));
    }
    open().forEach(sendAway);
}

const sendAway = ({socket}: Connection): void => socket.close(goingAway, 'Gateway shutting down');
