import {problemOf} from '../values/busError';
import type {Bus} from '../connection/bus';
import {connection} from '../connection/wiring';
import {ask} from '../connection/ask';
import {Reader, createCommandReader} from '../delivery/commandReader';
import {createQueue} from '../delivery/queue';
import {DashNode} from '../dash/renderer';
import {withOurErrors} from '../interop/withOurErrors';
import {useCommands} from './useCommands';
import {Failures} from './useErrorReport';
import {useKept} from './useKept';
import {operationTimeoutMs} from '../async/timeouts';

/** Performs one command on what it was meant for; rejects with the reason when that fails. */
type Operation = (glue: NonNullable<Bus['glue']>, command: unknown, target: unknown) => unknown;

/** Makes the reader of a prop that is no mere command: what it pushes takes the place of what it pushed last, if that still waits. */
type MakeReader = (push: (command: unknown, onEnd: (isDone: boolean) => void) => void) => Reader;

/**
 * The command props of a component whose only answer is `error`: performed one after another, in the order written,
 * when the page is connected. `findTarget` says what a command that is given now is meant for, also if that changes before
 * it is performed.
 */
export function useOperations(
    component: string,
    node: () => DashNode,
    failures: Failures,
    operations: {[prop: string]: Operation},
    values: {[prop: string]: unknown},
    otherReaders: {[prop: string]: MakeReader} = {},
    findTarget: () => unknown = () => undefined,
): void {
    const readers = useKept(component, node().id, {failures, operations, findTarget}, (shown, key) =>
        createOperationReaders(key, shown, otherReaders),
    );
    useCommands(node, readers, values);
}

/** The component of this id that is in the page now. */
interface Shown {
    failures: Failures;
    operations: {[prop: string]: Operation};
    findTarget: () => unknown;
}

interface Item {
    prop: string;
    command: unknown;
    target: unknown;
    givenAt: number;
    /** It has been performed, or is just now. */
    hasBegun?: boolean;
    onEnd?: (isDone: boolean) => void;
}

function createOperationReaders(
    key: string | undefined,
    shown: () => Shown,
    otherReaders: {[prop: string]: MakeReader},
): {[prop: string]: Reader} {
    let last: Item | undefined;
    const queue = createQueue<Item>(
        async (item) => {
            const perform = async ({glue}: Bus) => {
                item.hasBegun = true;
                if (glue) {
                    await withOurErrors('', () => shown().operations[item.prop](glue, item.command, item.target));
                }
                return !!glue;
            };
            if (await ask(connection, perform, {since: item.givenAt, answerMs: operationTimeoutMs})) {
                shown().failures.succeeded();
            }
            item.onEnd?.(true);
        },
        (item, reason) => {
            item.hasBegun = true;
            shown().failures.commandFailed(item.prop, problemOf(reason, 'rejected'));
            item.onEnd?.(false);
        },
    );
    const push = (given: Omit<Item, 'target'>) => {
        last = {...given, target: shown().findTarget()};
        queue.push(last);
    };
    const readerOf = (prop: string): Reader => {
        if (!otherReaders[prop]) {
            return createCommandReader(key ? `${key}.${prop}` : {}, prop, (command) =>
                push({prop, command, givenAt: Date.now()}),
            );
        }
        return otherReaders[prop]((command, onEnd) => {
            // No other than the last one: the order with commands of other props stays.
            if (last?.prop === prop && !last.hasBegun) {
                Object.assign(last, {command, onEnd, givenAt: Date.now()});
            } else {
                push({prop, command, onEnd, givenAt: Date.now()});
            }
        });
    };
    return Object.fromEntries(Object.keys(shown().operations).map((prop) => [prop, readerOf(prop)]));
}
