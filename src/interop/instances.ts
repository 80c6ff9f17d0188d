import type {Instance, Method} from '../connection/bus';

/** Whether the instance offers a method of this name that is not a stream. */
export function isCallable(server: Instance, name: string): boolean {
    // No check of an app or the gateway keeps a name from being no string.
    const isNamed = (method: Method) => String(method.name).toLowerCase() === name.toLowerCase();
    const methods = server.getMethods?.().filter(isNamed) ?? [];
    return !methods.length || methods.some((method) => !method.supportsStreaming);
}

/**
 * What an instance keeps when it comes back under another peer. It says its name itself, so the user belongs to it: where users
 * are proven, nobody takes the place of another one.
 */
export const lastingId = ({user, instance, peerId}: Instance): string => JSON.stringify([user, instance ?? peerId]);

/** The libraries may list an instance twice. */
export function unique(servers: Instance[]): Instance[] {
    return [...new Map(servers.map((server) => [server.peerId, server] as const)).values()];
}
