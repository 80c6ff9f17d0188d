import type {Glue, Instance} from '../connection/bus';
import {verifiedUser} from '../connection/verifiedUser';
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
    const offering = glue.interop.servers(asDefinition(definition)).filter((server) => isTarget(glue, server, target));
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

function isTarget(glue: Glue, server: Instance, target: InvokeCommand['target']): boolean {
    return target === 'skipMine'
        ? server.peerId !== glue.interop.instance.peerId
        : isAnyOf(target, (filter) => isInstance(glue, server, filter));
}

/** Whether a target takes any instance, as a word does, or one of its filters fits. */
export function isAnyOf<Filter extends object>(
    target: string | Filter | Filter[],
    fits: (filter: Filter) => boolean,
): boolean {
    return typeof target === 'string' || (Array.isArray(target) ? target : [target]).some(fits);
}

/** Whether the instance has what the filter says. */
export function isInstance(glue: Glue, server: Instance, filter: object): boolean {
    return Object.entries(filter).every(([key, wanted]) =>
        // Unlike the others, it is no word of the libraries, and a similar user is not the same.
        key === 'verifiedUser' && typeof wanted === 'string'
            ? wanted === verifiedUser(glue, server)
            : isEqual(key, wanted, server[key as keyof Instance]),
    );
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
