import type {Connection} from '../connection/connection';
import {type Problem} from '../values/busError';
import {type Definition, asRegistered, methodName} from './definition';
import {plainInstance} from './plainInstance';
import {type Offer, keepRegistered} from './registration';

/** Rejects with a Problem: callers of this package find its code beside the message. */
type Handler = (args: unknown, caller: object) => Promise<object | undefined>;

/** Keeps a method registered on the page's bus until the returned function is called. */
export function registerMethod(
    connection: Connection,
    definition: Definition,
    handler: Handler,
    onOutcome: (failure: Problem | null) => void,
    component: string,
): () => void {
    return keepRegistered(connection, methodOffer(definition, handler), onOutcome, component);
}

function methodOffer(definition: Definition, handler: Handler): Offer {
    const name = methodName(definition);
    let calls = createCalls();
    return {
        kind: 'method',
        name,
        register: (glue) => {
            const own = (calls = createCalls());
            return glue.interop.registerAsync(asRegistered(definition), (args, caller, succeed, fail) =>
                own.answer(handler(args, plainInstance(glue, caller)), succeed, fail),
            );
        },
        // Answer first: when an answer comes for a method that is gone, the vendor's gateway hides this page from its caller.
        whenIdle: () => calls.allAnswered(),
        unregister: async ({interop}) => {
            calls.hangUp();
            await Promise.resolve(interop.unregister(name));
        },
    };
}

/** Counts the calls that wait for their answer. */
function createCalls() {
    let pending = 0;
    let isOver = false;
    let onIdle: () => void = () => undefined;
    return {
        answer: (
            outcome: Promise<object | undefined>,
            succeed: (result?: object) => void,
            fail: (reason: Problem) => void,
        ) => {
            pending++;
            outcome
                .then(
                    (result) => isOver || succeed(result),
                    (reason) => isOver || fail(reason),
                )
                .finally(() => --pending === 0 && onIdle());
        },
        allAnswered: () => (pending ? new Promise<void>((resolve) => (onIdle = resolve)) : Promise.resolve()),
        /** From now on no call is answered. */
        hangUp: () => {
            isOver = true;
        },
    };
}
