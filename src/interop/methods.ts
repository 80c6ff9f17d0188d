import type {Bus, Glue} from '../connection/bus';
import type {Connection} from '../connection/connection';
import {unlessLost} from '../connection/unlessLost';
import {errorMessage} from '../errorMessage';
import {pythonText} from '../pythonText';

export type Definition = string | {name: string; [key: string]: unknown};
export type Handler = (args: unknown, caller: object) => Promise<object | undefined>;

/** Returns what is wrong with a method's definition, or null. */
export function definitionProblem(definition: unknown): string | null {
    const name = typeof definition === 'object' && definition !== null ? (definition as {name?: unknown}).name : definition;
    return typeof name === 'string' && name !== '' && !Array.isArray(definition)
        ? null
        : `definition must be a method's name or a dict with a "name", not ${pythonText(definition)}.`;
}

/** Returns what is wrong with the settings of a MethodRegister, or null. */
export function registrationProblem(settings: {[setting: string]: unknown}): string | null {
    const {definition, returns, deferResult, methodResponseTimeoutMs, maxPending} = settings;
    const flag = Object.entries({returns, deferResult}).find(([, value]) => typeof value !== 'boolean');
    if (flag) {
        return `${flag[0]} must be True or False, not ${pythonText(flag[1])}.`;
    }
    const amount = Object.entries({methodResponseTimeoutMs, maxPending}).find(([, value]) => !(typeof value === 'number' && value > 0));
    if (amount) {
        return `${amount[0]} must be a number above 0, not ${pythonText(amount[1])}.`;
    }
    return definitionProblem(definition);
}

export function methodName(definition: Definition): string {
    return typeof definition === 'string' ? definition : definition.name;
}

/**
 * Keeps a method registered on the page's bus until the returned function is called. `onOutcome` hears of each attempt:
 * null is success. While the bus is away nothing is asked of it: the client libraries would never answer. What was under
 * way at the loss is done again on return; what was registered before is announced again by the libraries themselves.
 */
export function registerMethod(
    connection: Connection,
    definition: Definition,
    handler: Handler,
    onOutcome: (failure: string | null) => void
): () => void {
    const {bus} = connection.state();
    const glue = bus?.glue;
    if (!glue) {
        return () => undefined;
    }
    const name = methodName(definition);
    let isWanted = true;
    let presence: 'absent' | 'present' | 'unknown' = 'absent';
    const isUp = () => connection.state().status === 'connected' && connection.state().bus === bus;

    const remove = async () => {
        presence = 'unknown';
        // A name that is not registered is refused, which is as good.
        await unlessLost(connection, bus, Promise.resolve(glue.interop.unregister(name)).catch(() => undefined));
        presence = 'absent';
    };
    const add = async () => {
        presence = 'unknown';
        const registration = glue.interop.registerAsync(asDefinition(definition), (args, caller, succeed, fail) => {
            handler(args, plain(caller) as object).then(succeed, fail);
        });
        let failure: string | null = null;
        try {
            await unlessLost(connection, bus, registration);
        } catch (reason) {
            failure = errorMessage(reason);
        }
        if (failure === null || isUp()) {
            presence = failure === null ? 'present' : 'absent';
            if (isWanted) {
                onOutcome(failure);
            }
        }
    };
    const reconcile = () =>
        inTurn(glue, name, async () => {
            if (isUp() && (presence === 'unknown' || (presence === 'present' && !isWanted))) {
                await remove().catch(() => undefined);
            }
            if (isUp() && presence === 'absent' && isWanted) {
                await add();
            }
            if (!isWanted && (presence === 'absent' || connection.state().bus !== bus)) {
                unsubscribe();
            }
        });
    const unsubscribe = connection.subscribe(reconcile);
    reconcile();

    return () => {
        isWanted = false;
        reconcile();
    };
}

/** The JavaScript result as plain JSON data, without the functions in it. */
export async function invokeMethod(bus: Bus, command: InvokeCommand): Promise<object> {
    const {definition, argumentObj, target, options} = command;
    const result = await bus.glue!.interop.invoke(
        asDefinition(definition) as never,
        argumentObj,
        target as never,
        // The libraries write their defaults into the options.
        {...options}
    );
    return plain(result) as object;
}

export interface InvokeCommand {
    definition: Definition;
    argumentObj?: object;
    target?: 'best' | 'all' | 'skipMine' | object;
    options?: {methodResponseTimeoutMs?: number; waitTimeoutMs?: number};
    invocationId: string;
    meta?: unknown;
}

function asDefinition(definition: Definition): {name: string} {
    return typeof definition === 'string' ? {name: definition} : definition;
}

function plain(value: unknown): unknown {
    return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

// Registering and unregistering one name overlap badly in the libraries: a component that is replaced by another one
// would find its method taken. One at a time for each name.
const turns = new WeakMap<Glue, Map<string, Promise<void>>>();

function inTurn(glue: Glue, name: string, act: () => Promise<void>): void {
    const byName = turns.get(glue) ?? new Map<string, Promise<void>>();
    turns.set(glue, byName);
    const turn = (byName.get(name) ?? Promise.resolve()).then(act, act);
    byName.set(name, turn);
    void turn.finally(() => byName.get(name) === turn && byName.delete(name));
}
