import type {Bus, Glue} from '../connection/bus';
import {errorMessage} from '../errorMessage';

export type Definition = string | {name: string; [key: string]: unknown};
export type Handler = (args: unknown, caller: object) => Promise<object | undefined>;

/** Returns what is wrong with a method's definition, or null. */
export function definitionProblem(definition: unknown): string | null {
    const name = typeof definition === 'object' && definition !== null ? (definition as {name?: unknown}).name : definition;
    return typeof name === 'string' && name !== '' && !Array.isArray(definition)
        ? null
        : `definition must be a method's name or a dict with a "name", not ${JSON.stringify(definition)}.`;
}

export function methodName(definition: Definition): string {
    return typeof definition === 'string' ? definition : definition.name;
}

/**
 * Registers a method until the returned function is called. `onOutcome` hears of each attempt: null is success. A bus
 * that is lost meanwhile gets the method again when it is back.
 */
export function registerMethod(
    bus: Bus,
    definition: Definition,
    handler: Handler,
    onOutcome: (failure: string | null) => void
): () => void {
    const glue = bus.glue;
    if (!glue) {
        return () => undefined;
    }
    let isWanted = true;
    let isRegistered = false;
    let losses = 0;

    const register = async () => {
        const lossesBefore = losses;
        try {
            await glue.interop.registerAsync({...asDefinition(definition)}, (args, caller, succeed, fail) => {
                handler(args, plain(caller) as object).then(succeed, fail);
            });
            isRegistered = true;
            if (isWanted) {
                onOutcome(null);
            }
        } catch (reason) {
            // The bus went away under the registration: it is tried again on return.
            if (isWanted && losses === lossesBefore) {
                onOutcome(errorMessage(reason));
            }
        }
    };
    const unsubscribe = bus.onStatus(isConnected => {
        if (!isConnected) {
            losses++;
        } else if (!isRegistered) {
            attempt();
        }
    });
    // What is registered already comes back by itself: the client libraries announce it again.
    const attempt = () => inTurn(glue, methodName(definition), async () => {
        if (isWanted && !isRegistered) {
            await register();
        }
    });
    attempt();

    return () => {
        isWanted = false;
        unsubscribe();
        inTurn(glue, methodName(definition), async () => {
            if (isRegistered) {
                // Only a lost bus refuses, and it has forgotten the method anyway.
                await Promise.resolve(glue.interop.unregister(methodName(definition))).catch(() => undefined);
            }
        });
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
    const turn = (byName.get(name) ?? Promise.resolve()).then(act);
    byName.set(name, turn);
    void turn.finally(() => byName.get(name) === turn && byName.delete(name));
}
