const unsafeSegments = ['__proto__', 'constructor', 'prototype'];

/**
 * Whether a path of a context leads into data only. A client library that follows another one writes the prototype of all
 * objects in its page.
 */
export const isSafePath = (path: string): boolean => !path.split('.').some(segment => unsafeSegments.includes(segment));

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
