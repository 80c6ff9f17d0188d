import {createQueue} from '../../async/queue';
import {operationTimeoutMs} from '../../async/timeouts';
import type {Connection} from '../../connection/connection';
import {type DashComponent} from '../../dash/component';
import type {Fdc3Agent} from '../../fdc3/agent';
import {fdc3Problem} from '../../fdc3/fdc3Problem';
import {withAgent} from '../../fdc3/withAgent';
import {trace} from '../../trace/trace';
import type {Problem} from '../../values/busError';
import {randomId} from '../../values/randomId';

interface Item {
    command: unknown;
    writtenAt: number;
    perform: (agent: Fdc3Agent) => Promise<void>;
    onEnd: (isDone: boolean) => void;
}

/**
 * The commands of one prop, performed one after another when the page has its agent. With `isLatestOnly` the last of several
 * that wait is performed alone. The function resolves to whether a command was done.
 */
export function createAgentCommands(
    component: DashComponent,
    connection: Connection,
    prop: string,
    {isLatestOnly = false}: {isLatestOnly?: boolean} = {},
) {
    const isOutdated = () => isLatestOnly && queue.size() > 0;
    const record = (item: Item, problem?: Problem) =>
        trace.record?.(randomId(), {step: 'performed', component: component.label, prop, ...item, problem});
    const queue = createQueue<Item>(
        async (item) => {
            const {perform, writtenAt, onEnd} = item;
            const task = async (agent: Fdc3Agent) => {
                const isWanted = !isOutdated();
                await (isWanted && perform(agent));
                return isWanted;
            };
            const isDone = await withAgent(connection, task, {since: writtenAt, answerMs: operationTimeoutMs});
            if (isDone) {
                record(item);
                component.clearError();
            }
            onEnd(isDone);
        },
        (item, reason) => {
            if (!isOutdated()) {
                const problem = fdc3Problem(reason);
                record(item, problem);
                component.setCommandError(prop, problem);
            }
            item.onEnd(false);
        },
    );
    return (command: unknown, perform: Item['perform']): Promise<boolean> =>
        new Promise((onEnd) => queue.push({command, perform, writtenAt: Date.now(), onEnd}));
}
