import {operationTimeoutMs} from '../async/timeouts';
import {ask} from '../connection/ask';
import type {Bus, Glue} from '../connection/bus';
import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {type StoredProps} from '../dash/store';
import {type Reader, createCommandReader} from '../delivery/commandReader';
import {createQueue} from '../async/queue';
import {withOurErrors} from '../interop/withOurErrors';
import {trace} from '../trace/trace';
import {type Problem, problemOf} from '../values/busError';
import {randomId} from '../values/randomId';

/** Performs one command on its target; rejects with the reason when that fails. */
type Operation<Target> = (glue: Glue, command: unknown, target: Target) => unknown;

interface Item<Prop, Target> {
    prop: Prop;
    command: unknown;
    target: Target;
    writtenAt: number;
    onEnd: (isDone: boolean) => void;
}

/**
 * The command props of a component whose only answer is `error`: performed one after another, in the order written, when the
 * page is connected. `findTarget` returns what a command is meant for that was written together with these props, also if that
 * changes before it is performed. Of several values of `latestOnly` that wait in a row the last one alone is performed.
 */
export function createCommandHost<Prop extends string, Target>(
    component: DashComponent,
    connection: Connection,
    operations: {[prop in Prop]: Operation<Target>},
    {findTarget, latestOnly}: {findTarget?: (writtenWith?: StoredProps) => Target; latestOnly?: Prop} = {},
) {
    const record = (item: Item<Prop, Target>, problem?: Problem) =>
        trace.record?.(randomId(), {step: 'performed', component: component.label, ...item, problem});
    const queue = createQueue<Item<Prop, Target>>(handle, (item, reason) => {
        const problem = problemOf(reason, 'rejected');
        record(item, problem);
        component.setCommandError(item.prop, problem);
        item.onEnd(false);
    });
    /** Performs a command after those that were written before. Resolves to whether it was done. */
    const perform = (prop: Prop, command: unknown, writtenWith?: StoredProps) =>
        new Promise<boolean>((onEnd) =>
            queue.push({prop, command, target: findTarget?.(writtenWith) as Target, writtenAt: Date.now(), onEnd}),
        );
    const props = Object.keys(operations) as Prop[];
    const readers = props.map((prop) => [
        prop,
        createCommandReader(component, prop, (command, writtenWith) => void perform(prop, command, writtenWith)),
    ]);
    return {readers: Object.fromEntries(readers) as {[prop in Prop]: Reader}, perform};

    async function handle(item: Item<Prop, Target>): Promise<void> {
        // While the page was connecting, another value may have been written.
        const isOutdated = () => item.prop === latestOnly && queue.next()?.prop === latestOnly;
        let hasBegun = false;
        const perform = async ({glue}: Bus) => {
            if (isOutdated()) {
                return 'outdated';
            }
            hasBegun = true;
            if (!glue) {
                return 'inert';
            }
            await withOurErrors('', () => operations[item.prop](glue, item.command, item.target));
            return 'done';
        };
        const outcome = await ask(connection, perform, {since: item.writtenAt, answerMs: operationTimeoutMs}).catch(
            (reason) => {
                if (!hasBegun && isOutdated()) {
                    return 'outdated';
                }
                throw reason;
            },
        );
        if (outcome === 'done') {
            record(item);
            component.clearError();
        }
        item.onEnd(outcome !== 'outdated');
    }
}
