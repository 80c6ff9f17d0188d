import {createQueue} from '../async/queue';
import {operationTimeoutMs} from '../async/timeouts';
import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {trace} from '../trace/trace';
import type {Problem} from '../values/busError';
import {randomId} from '../values/randomId';

/** Performs a command; rejects with the reason when that fails. Null: there is nothing to perform it on. */
type Perform<Given> = (given: Given) => Promise<unknown> | null;

interface Item<Prop extends string, Given> {
    prop: Prop;
    command: unknown;
    perform: Perform<Given>;
    writtenAt: number;
    onEnd: (isDone: boolean) => void;
}

interface Options<Prop extends string, Given> {
    /** Runs a task with what commands need, when the page has it. */
    ask: <T>(
        connection: Connection,
        task: (given: Given) => Promise<T>,
        limits: {since: number; answerMs: number},
    ) => Promise<T>;
    problemFor: (reason: unknown) => Problem;
    /** Of several commands of this prop that wait in a row the last one alone is performed. */
    latestOnly?: Prop;
}

/**
 * Commands of a component whose only answer is `error`, performed one after another, in the order given. The function resolves
 * to whether a command was done.
 */
export function createCommandQueue<Prop extends string, Given>(
    component: DashComponent,
    connection: Connection,
    {ask, problemFor, latestOnly}: Options<Prop, Given>,
): (prop: Prop, command: unknown, perform: Perform<Given>) => Promise<boolean> {
    const record = (item: Item<Prop, Given>, problem?: Problem) =>
        trace.record?.(randomId(), {step: 'performed', component: component.label, ...item, problem});
    const queue = createQueue<Item<Prop, Given>>(handle, (item, reason) => {
        const problem = problemFor(reason);
        record(item, problem);
        component.setCommandError(item.prop, problem);
        item.onEnd(false);
    });
    return (prop, command, perform) =>
        new Promise((onEnd) => queue.push({prop, command, perform, writtenAt: Date.now(), onEnd}));

    async function handle(item: Item<Prop, Given>): Promise<void> {
        // While the page was connecting, another value may have been written.
        const isOutdated = () => item.prop === latestOnly && queue.next()?.prop === latestOnly;
        let hasBegun = false;
        const task = async (given: Given) => {
            hasBegun = !isOutdated();
            return hasBegun ? Boolean(await item.perform(given)?.then(() => true)) : undefined;
        };
        const isPerformed = await ask(connection, task, {since: item.writtenAt, answerMs: operationTimeoutMs}).catch(
            (reason) => {
                if (hasBegun || !isOutdated()) {
                    throw reason;
                }
            },
        );
        if (isPerformed) {
            record(item);
            component.clearError();
        }
        item.onEnd(isPerformed !== undefined);
    }
}
