import type {WebSocket} from 'ws';
import {goingAway} from '../closeCodes';
import {drainSpreadMs, drainStepMs, drainTimeoutMs} from '../timeouts';

/** One connection. */
interface Connection {
    socket: WebSocket;
    session: {isBusy: boolean};
    connection: {subject: {bus: string}};
}

/** A hundred a second: few enough that another node can let them in, and a few clients leave at once. */
const leastInStep = 5;

/**
 * Tells the clients to go: not all at once, since they all come back at once then, and those with invocations under way last,
 * the rest bus by bus, so that a bus is not in two halves for long.
 * Ends when all have been told; a few seconds later at most.
 */
export async function drain(connections: Iterable<Connection>): Promise<void> {
    const open = () =>
        [...connections]
            .filter(({socket}) => socket.readyState === socket.OPEN)
            .sort((a, b) => compare(busOf(a), busOf(b)));
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

const busOf = ({connection}: Connection): string => connection.subject.bus;
const compare = (a: string, b: string): number => Number(a > b) - Number(a < b);

const sendAway = ({socket}: Connection): void => socket.close(goingAway, 'Gateway shutting down');
