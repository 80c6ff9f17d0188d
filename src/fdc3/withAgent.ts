import {connectionTimeoutMs} from '../async/timeouts';
import {withTimeout} from '../async/withTimeout';
import {ask} from '../connection/ask';
import type {Connection} from '../connection/connection';
import {BusError} from '../values/busError';
import type {Fdc3Agent} from './agent';
import {whenAgent} from './findAgent';

interface Limits {
    /** When the time began in which the page must find its agent. */
    since: number;
    /** How long the agent may take to answer. Without a limit the task has one of its own. */
    answerMs?: number;
}

/**
 * Runs the task as soon as the page has its agent, and settles as the task does. Rejects with the reason when the page gets
 * no agent in time, and with an agent over the bus at once when that is lost.
 */
export async function withAgent<T>(
    connection: Connection,
    task: (agent: Fdc3Agent) => Promise<T>,
    {since, answerMs}: Limits,
): Promise<T> {
    const agent = await inTime(connection, since + connectionTimeoutMs - Date.now());
    if (agent.kind === 'bus') {
        return ask(connection, () => task(agent), {since, answerMs});
    }
    const answer = task(agent);
    return answerMs === undefined ? answer : withTimeout(answer, answerMs, 'The FDC3 agent did not answer');
}

function inTime(connection: Connection, limitMs: number): Promise<Fdc3Agent> {
    return new Promise((resolve, reject) => {
        const fail = () => {
            // In a page whose app wants no bus everything stays inert, without error.
            if (connection.state().bus?.glue !== null) {
                reject(new BusError('not_connected', 'There is no FDC3 agent: the page has found none in time.'));
            }
        };
        const timer = setTimeout(fail, limitMs);
        whenAgent(connection)
            .then(resolve, reject)
            .finally(() => clearTimeout(timer));
    });
}
