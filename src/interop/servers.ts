import {BusError} from '../values/busError';
import type {Glue} from '../connection/bus';
import {asDefinition} from './definition';
import type {InvokeCommand} from './invokeCommand';

/** An instance that offers a method, as the client libraries describe it. */
export interface Server {
    peerId?: string;
    application?: string;
    isLocal?: boolean;
    getMethods?: () => {name: string; supportsStreaming?: boolean}[];
    [key: string]: unknown;
}

/**
 * The instances that an invocation is for, of those that offer the method now. None: the method may still come. Throws when
 * the name is that of a stream: a client library would invoke it, and wait for its time limit.
 */
export function serversFor(glue: Glue, {definition, target}: Pick<InvokeCommand, 'definition' | 'target'>): Server[] {
    const {name} = asDefinition(definition);
    const ownId = glue.interop.instance.peerId;
    const offering = (glue.interop.servers(asDefinition(definition)) as Server[]).filter((server) =>
        isTarget(server, target, ownId),
    );
    const callable = offering.filter((server) => isCallable(server, name));
    if (offering.length && !callable.length) {
        throw new BusError(
            'method_not_found',
            `"${name}" is a stream, not a method: it can be subscribed to, not invoked.`,
        );
    }
    // The libraries prefer an instance on the own machine as well.
    return target === 'best' && callable.length
        ? [callable.find(({isLocal}) => isLocal) ?? callable[0]]
        : unique(callable);
}

function isTarget(server: Server, target: InvokeCommand['target'], ownId: unknown): boolean {
    if (target === 'skipMine') {
        return server.peerId !== ownId;
    }
    if (typeof target === 'string') {
        return true;
    }
    const filters = (Array.isArray(target) ? target : [target]) as {[key: string]: unknown}[];
    return filters.some((filter) => Object.entries(filter).every(([key, wanted]) => isEqual(key, wanted, server[key])));
}

/** As the client libraries compare; what is private to one of them tells nothing. */
function isEqual(key: string, wanted: unknown, value: unknown): boolean {
    const isNoCriterion =
        wanted === undefined ||
        wanted === null ||
        key.startsWith('_') ||
        ['id', 'gatewayId', 'identifier'].includes(key);
    return isNoCriterion || String(wanted).toLowerCase() === String(value).toLowerCase();
}

function isCallable(server: Server, name: string): boolean {
    const methods = server.getMethods?.().filter((method) => method.name.toLowerCase() === name.toLowerCase()) ?? [];
    return !methods.length || methods.some((method) => !method.supportsStreaming);
}

/** The libraries may list an instance twice. */
function unique(servers: Server[]): Server[] {
    return [...new Map(servers.map((server) => [server.peerId, server] as const)).values()];
}
