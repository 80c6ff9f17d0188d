import type {Glue, Instance} from '../connection/bus';
import {BusError} from '../values/busError';
import {asDefinition, methodName} from './definition';
import {isCallable, unique} from './instances';
import type {InvokeCommand} from './invokeCommand';

/**
 * The instances that an invocation is for, of those that offer the method now; if there is none, the method may still come.
 * Throws when the name is that of a stream: a client library would invoke it, and wait for its time limit.
 */
export function serversFor(glue: Glue, {definition, target}: Pick<InvokeCommand, 'definition' | 'target'>): Instance[] {
    const name = methodName(definition);
    const ownId = glue.interop.instance.peerId;
    const offering = glue.interop.servers(asDefinition(definition)).filter((server) => isTarget(server, target, ownId));
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

function isTarget(server: Instance, target: InvokeCommand['target'], ownId: unknown): boolean {
    if (target === 'skipMine') {
        return server.peerId !== ownId;
    }
    if (typeof target === 'string') {
        return true;
    }
    const filters = Array.isArray(target) ? target : [target];
    return filters.some((filter) => isInstance(server, filter));
}

/** Whether the instance has what the filter says. */
export function isInstance(server: Instance, filter: object): boolean {
    return Object.entries(filter).every(([key, wanted]) => isEqual(key, wanted, server[key as keyof Instance]));
}

/** As the client libraries compare, without what is private to one of them, and without what `Methods.servers` adds. */
function isEqual(key: string, wanted: unknown, value: unknown): boolean {
    const isNoCriterion =
        wanted === undefined ||
        wanted === null ||
        key.startsWith('_') ||
        ['id', 'gatewayId', 'identifier', 'methods'].includes(key);
    return isNoCriterion || String(wanted).toLowerCase() === String(value).toLowerCase();
}
