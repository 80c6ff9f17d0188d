import type {Glue} from '../connection/bus';
import type {Connection} from '../connection/connection';
import {assertConnected, rejectOnLoss} from '../connection/unlessLost';
import {whenConnected} from '../connection/whenConnected';
import {DashComponent} from '../dash/component';
import {Reader, createCommandReader} from '../delivery/commandReader';
import {createQueue} from '../delivery/queue';
import {withOurErrors} from '../interop/inOurWords';
import {problemOf} from '../values/busError';

// A bus that hangs answers nothing. Longer than any operation gives itself, which knows better what did not come.
const answerLimitMs = 70000;

/** Performs one command on its target; rejects with the reason when that fails. */
type Operation<Target> = (glue: Glue, command: unknown, target: Target) => unknown;

interface Item<Prop, Target> {
    prop: Prop;
    command: unknown;
    target: Target;
    writtenAt: number;
    onEnd: (isDone: boolean) => void;
}

interface CommandHost<Prop extends string> {
    readers: {[prop in Prop]: Reader};
    /** Performs a command after those that were written before. Resolves to whether it was done. */
    perform: (prop: Prop, command: unknown) => Promise<boolean>;
}

/**
 * The command props of a component whose only answer is `error`: performed one after another, in the order written,
 * when the page is connected. `findTarget` returns what a command that is written now is meant for, also if that
 * changes before it is performed. Of several values of `latestOnly` that wait in a row the last one alone is performed.
 */
export function createCommandHost<Prop extends string, Target>(
    component: DashComponent,
    connection: Connection,
    operations: {[prop in Prop]: Operation<Target>},
    {findTarget, latestOnly}: {findTarget?: () => Target; latestOnly?: Prop} = {},
): CommandHost<Prop> {
    const queue = createQueue<Item<Prop, Target>>(handle, (item, reason) => {
        component.setCommandError(item.prop, problemOf(reason, 'rejected'));
        item.onEnd(false);
    });
    const perform = (prop: Prop, command: unknown) =>
        new Promise<boolean>((onEnd) =>
            queue.push({prop, command, target: findTarget?.() as Target, writtenAt: Date.now(), onEnd}),
        );
    const props = Object.keys(operations) as Prop[];
    const readers = props.map((prop) => [
        prop,
        createCommandReader(component, prop, (command) => void perform(prop, command)),
    ]);
    return {readers: Object.fromEntries(readers) as {[prop in Prop]: Reader}, perform};

    async function handle(item: Item<Prop, Target>): Promise<void> {
        const connected = whenConnected(connection, undefined, item.writtenAt);
        // Until then another value may be written.
        await connected.catch(() => undefined);
        if (item.prop === latestOnly && queue.next()?.prop === latestOnly) {
            item.onEnd(false);
            return;
        }
        const bus = await connected;
        assertConnected(connection, bus);
        if (bus.glue) {
            const {glue} = bus;
            const operation = withOurErrors('', () => operations[item.prop](glue, item.command, item.target));
            await rejectOnLoss(connection, bus, operation, answerLimitMs);
            component.clearError();
        }
        item.onEnd(true);
    }
}
