import type {Glue, Instance, MethodDefinition} from '../../connection/bus';
import type {Problem} from '../../values/busError';
import {omitNull} from '../../values/omitNull';
import {type Definition, asDefinition, methodName} from '../definition';
import {lastingId} from '../instances';
import {isAnyOf, isInstance} from '../servers';

/** Which publishers of a stream a subscription is for. */
export type StreamTarget = 'best' | 'all' | {[key: string]: unknown} | {[key: string]: unknown}[];

/** A bus on which very many offer the stream must not fill the page's memory with their items. */
export const maxPublishers = 100;

/** That more apps match than the page is subscribed to, or null. */
export function excessProblem(
    {definition, target}: {definition: Definition; target: StreamTarget},
    offered: number,
): Problem | null {
    if (target === 'best' || offered <= maxPublishers) {
        return null;
    }
    const what = `${offered} apps publish "${methodName(definition)}": the page is subscribed to ${maxPublishers} of them.`;
    return {code: 'queue_full', message: `${what} Name those that you want in target.`};
}

/** As the client libraries take it, for streams only. */
export function streamFilter(definition: Definition): MethodDefinition {
    return {...omitNull(asDefinition(definition)), supportsStreaming: true} as MethodDefinition;
}

/**
 * The instances that publish the stream now and match the target. Of an instance that has come back before the gateway
 * missed it there are two peers: the later one lives.
 */
export function findPublishers(glue: Glue, filter: MethodDefinition, target: StreamTarget): Instance[] {
    const instances = glue.interop.servers(filter).filter((server) => isOfTarget(glue, server, target));
    return [...new Map(instances.map((server) => [lastingId(server), server] as const)).values()];
}

function isOfTarget(glue: Glue, server: Instance, target: StreamTarget): boolean {
    // The other keys of an instance, such as its peerId, change when the gateway has been restarted.
    return isAnyOf(target, ({instance, ...others}) =>
        isInstance(glue, server, typeof instance === 'string' ? {instance, verifiedUser: others.verifiedUser} : others),
    );
}
