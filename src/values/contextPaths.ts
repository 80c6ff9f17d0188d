/*
 * The client libraries follow a path such as "__proto__.x" into the prototype that all objects of a program share: one
 * such write breaks every program that follows the context.
 */

// Not by splitting: a path may be as long as a message.
const unsafeSegment = /(^|\.)(__proto__|constructor|prototype)(\.|$)/;

/** Whether a client library that writes to this path stays within the data of the context. */
export function isSafePath(path: string): boolean {
    return !unsafeSegment.test(path);
}

interface Command {
    path?: unknown;
}

/** A message between a client and its gateway about contexts, as far as it has paths. */
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

/** The first path in a change of a context that no client library may follow. */
export function findUnsafePath(delta: unknown): string | undefined {
    const {commands, removed} = (delta ?? {}) as {commands?: unknown; removed?: unknown};
    const isUnsafe = (path: unknown): path is string => typeof path === 'string' && !isSafePath(path);
    return pathsOf(commands).find(isUnsafe) ?? listOf(removed).find(isUnsafe);
}

const pathsOf = (commands: unknown): unknown[] =>
    listOf(commands).map((command) => (command as {path?: unknown} | null)?.path);

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
