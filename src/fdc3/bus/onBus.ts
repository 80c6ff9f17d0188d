import {createRestartable} from '../../async/restartable';
import {serialize} from '../../async/serialize';
import {ask, rejectOnLoss} from '../../connection/ask';
import type {Bus, Contexts, Glue} from '../../connection/bus';
import type {Connection} from '../../connection/connection';
import {registerMethod} from '../../interop/registerMethod';
import {BusError} from '../../values/busError';

export interface OnBus {
    glue: Glue;
    /** The answer, or a rejection at once when this bus is lost before it comes. */
    unlessLost: <T>(answer: Promise<T>) => Promise<T>;
}

/** Runs the task as soon as the page is on a bus; rejects when that is not in time, or lost before the task has ended. */
export const onBus = <T>(connection: Connection, task: (on: OnBus) => T | Promise<T>): Promise<T> =>
    ask(connection, (bus) => task({glue: glueOf(bus), unlessLost: (answer) => rejectOnLoss(connection, bus, answer)}));

/** Runs tasks on the bus one after another, in the order of the calls. */
export function createTurns(connection: Connection): <T>(task: (glue: Glue) => Promise<T>) => Promise<T> {
    const inTurn = serialize();
    return (task) =>
        onBus(connection, ({glue, unlessLost}) =>
            inTurn(async () => {
                // Nothing is begun on a bus that was lost before the turn came, and none that was lost holds up the next turn.
                await unlessLost(Promise.resolve());
                return unlessLost(task(glue));
            }),
        );
}

function glueOf({glue}: Bus): Glue {
    if (!glue) {
        throw new BusError('unsupported', 'this page has been left without an Interop bus, so it has no FDC3 either.');
    }
    return glue;
}

export function contextsOf({contexts}: Glue): Contexts {
    if (!contexts) {
        throw new BusError('unsupported', 'this bus has no shared contexts, so FDC3 has no channels on it.');
    }
    return contexts;
}

/** Offers a method on the page's bus, also on one that the page joins later, until the returned function is called. */
export function keepMethod(connection: Connection, ...method: RestOf<Parameters<typeof registerMethod>>): () => void {
    const {run, stop} = createRestartable();
    const update = () => run([connection.state().bus], () => registerMethod(connection, ...method));
    const unsubscribe = connection.subscribe(update);
    update();
    return () => {
        unsubscribe();
        stop();
    };
}

type RestOf<Args extends unknown[]> = Args extends [unknown, ...infer Rest] ? Rest : never;
