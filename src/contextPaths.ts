/*
 * The client libraries follow a path such as "__proto__.x" into the prototype that all objects of a program share: one
 * such write breaks every program that follows the context.
 */

const unsafeSegments = ['__proto__', 'constructor', 'prototype'];

/** Whether a client library that writes to this path stays within the data of the context. */
export function isSafePath(path: string): boolean {
    return !path.split('.').some(segment => unsafeSegments.includes(segment));
}

interface Command {
    path?: unknown;
}

/** What a client and its gateway say to each other about contexts, as far as it has paths. */
interface ContextMessage {
    delta?: {commands?: Command[]};
}

/** A message to or from a gateway, without the commands on contexts whose paths are not safe. */
export function withoutUnsafePaths<Message extends object>(message: Message): Message {
    const {delta} = message as ContextMessage;
    const isSafe = ({path}: Command) => typeof path === 'string' && isSafePath(path);
    return !Array.isArray(delta?.commands) || delta.commands.every(isSafe)
        ? message
        : {...message, delta: {...delta, commands: delta.commands.filter(isSafe)}};
}

/** The first path or key in a change of a context that no client library may apply. */
export function findUnsafe(delta: unknown): string | undefined {
    const {commands, removed} = (delta ?? {}) as {commands?: unknown; removed?: unknown};
    return [...pathsOf(commands), ...listOf(removed)].filter(isText).find(path => !isSafePath(path)) ?? findUnsafeKey(delta);
}

/** An own key "__proto__" at any depth. JSON can contain one; a copy by assignment makes it the prototype of the copy. */
export function findUnsafeKey(value: unknown): string | undefined {
    // Iterative, because data may be nested more deeply than the call stack allows.
    const waiting = [value];
    while (waiting.length > 0) {
        const next = waiting.pop();
        if (typeof next === 'object' && next !== null) {
            for (const [key, inner] of Object.entries(next)) {
                if (key === '__proto__') {
                    return key;
                }
                waiting.push(inner);
            }
        }
    }
    return undefined;
}

const pathsOf = (commands: unknown): unknown[] => listOf(commands).map(command => (command as {path?: unknown} | null)?.path);

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const isText = (value: unknown): value is string => typeof value === 'string';
