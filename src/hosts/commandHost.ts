import {ask} from '../connection/ask';
import type {Bus, Glue} from '../connection/bus';
import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {type StoredProps} from '../dash/store';
import {type Reader, createCommandReader} from '../delivery/commandReader';
import {withOurErrors} from '../interop/withOurErrors';
import {problemOf} from '../values/busError';
import {createCommandQueue} from './commandQueue';

/** Performs one command on its target; rejects with the reason when that fails. */
type Operation<Target> = (glue: Glue, command: unknown, target: Target) => unknown;

/**
 * The command props of a component, performed when the page is connected. `findTarget` returns what a command is meant for that
 * was written together with these props, also if that changes before it is performed.
 */
export function createCommandHost<Prop extends string, Target>(
    component: DashComponent,
    connection: Connection,
    operations: {[prop in Prop]: Operation<Target>},
    {findTarget, latestOnly}: {findTarget?: (writtenWith?: StoredProps) => Target; latestOnly?: Prop} = {},
) {
    const enqueue = createCommandQueue<Prop, Bus>(component, connection, {
        ask,
        problemFor: (reason) => problemOf(reason, 'rejected'),
        latestOnly,
    });
    /** Performs a command after those that were written before. Resolves to whether it was done. */
    const perform = (prop: Prop, command: unknown, writtenWith?: StoredProps) => {
        const target = findTarget?.(writtenWith) as Target;
        return enqueue(prop, command, ({glue}) => glue && withOurErrors(() => operations[prop](glue, command, target)));
    };
    const props = Object.keys(operations) as Prop[];
    const readers = props.map((prop) => [
        prop,
        createCommandReader(component, prop, (command, writtenWith) => void perform(prop, command, writtenWith)),
    ]);
    return {readers: Object.fromEntries(readers) as {[prop in Prop]: Reader}, perform};
}
