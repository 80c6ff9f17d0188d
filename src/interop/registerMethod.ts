import {Problem, problemOf} from '../values/busError';
import type {Glue} from '../connection/bus';
import type {Connection} from '../connection/connection';
import {isUsable, rejectOnLoss} from '../connection/ask';
import {Definition, asRegistered, methodName} from './definition';
import {withOurErrors} from './withOurErrors';
import {toPlainJson} from '../values/toPlainJson';

/** Rejects with a Problem: callers of this library find its code in what the libraries hand on besides the message. */
type Handler = (args: unknown, caller: object) => Promise<object | undefined>;

/**
 * Keeps a method registered on the page's bus until the returned function is called. `onOutcome` hears of each attempt:
 * null is success. A name that another component of this page is leaving is waited for; one that another holds is a
 * failure, and tried again once that one has left it. While the bus is away nothing is asked of it: the client libraries
 * would never answer. What was under way at the loss is done again on return; what was registered before is announced again
 * by the libraries themselves.
 */
export function registerMethod(
    connection: Connection,
    definition: Definition,
    handler: Handler,
    onOutcome: (failure: Problem | null) => void,
    component = 'Another component',
): () => void {
    const {bus} = connection.state();
    const glue = bus?.glue;
    if (!glue) {
        return () => undefined;
    }
    const name = methodName(definition);
    let isWanted = true;
    let presence: 'absent' | 'present' | 'unknown' = 'absent';
    let calls = createCalls();
    const isUp = () => isUsable(connection, bus);

    const remove = async () => {
        // Answer first: when an answer comes for a method that is gone, the vendor's gateway hides this page from its caller.
        await calls.allAnswered();
        if (!isUp()) {
            return;
        }
        presence = 'unknown';
        calls.hangUp();
        // A name that is not registered is refused, which is as good.
        await rejectOnLoss(
            connection,
            bus,
            Promise.resolve(glue.interop.unregister(name)).catch(() => undefined),
        );
        presence = 'absent';
        claimed.holder = undefined;
    };
    const add = async () => {
        if (!isUp() || presence !== 'absent' || !isWanted) {
            return;
        }
        presence = 'unknown';
        const own = (calls = createCalls());
        const registration = withOurErrors('', () =>
            glue.interop.registerAsync(asRegistered(definition), (args, caller, succeed, fail) =>
                own.answer(handler(args, toPlainJson(caller) as object), succeed, fail),
            ),
        );
        let failure: Problem | null = null;
        try {
            await rejectOnLoss(connection, bus, registration);
        } catch (reason) {
            failure = problemOf(reason, 'rejected');
            if (failure.code === 'name_taken' && claimed.holder) {
                failure.message = `${claimed.holder} of this page has the method "${name}": register it once, or under another name.`;
            }
        }
        if (failure === null || isUp()) {
            presence = failure === null ? 'present' : 'absent';
            claimed.holder = failure === null ? component : claimed.holder;
            if (isWanted) {
                onOutcome(failure);
            }
        }
    };
    const claimed = nameOnBus(glue, name);
    const inTurn = (act: () => Promise<void>) => {
        claimed.turn = claimed.turn.then(act, act);
    };
    const reconcile = () =>
        inTurn(async () => {
            if (isUp() && (presence === 'unknown' || (presence === 'present' && !isWanted))) {
                await remove().catch(() => undefined);
                if (!isWanted) {
                    claimed.claims.forEach((reconcileOther) => reconcileOther());
                }
            }
            if (isWanted) {
                // Those who leave the name in the same go leave it first.
                inTurn(add);
            } else if (presence === 'absent' || connection.state().bus !== bus) {
                unsubscribe();
                claimed.claims.delete(reconcile);
            }
        });
    claimed.claims.add(reconcile);
    const unsubscribe = connection.subscribe(reconcile);
    reconcile();

    return () => {
        isWanted = false;
        reconcile();
    };
}

/** Keeps account of the calls that wait for their answer. */
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

/** One name on one bus. */
interface NameOnBus {
    /** Each component of this page that wants the name, or has not left it yet. */
    claims: Set<() => void>;
    /** The component that has it, for the others to be told. */
    holder?: string;
    /**
     * Registering and unregistering one name overlap badly in the libraries: a component that is replaced by another one
     * would find its method taken. One at a time.
     */
    turn: Promise<void>;
}

const names = new WeakMap<Glue, Map<string, NameOnBus>>();

function nameOnBus(glue: Glue, name: string): NameOnBus {
    const byName = names.get(glue) ?? new Map<string, NameOnBus>();
    names.set(glue, byName);
    const claimed = byName.get(name) ?? {claims: new Set(), turn: Promise.resolve()};
    byName.set(name, claimed);
    return claimed;
}
