import {findUnsafe, findUnsafeKey} from '../contextPaths';
import type {Message} from './message';

/** The engine and the client libraries walk through data by recursion, which ends at about 1,500 levels. */
const deepest = 500;

/** Why a message of a member may not reach the others; undefined when it may. */
export function problemOf(message: Message): string | undefined {
    if (isTooDeep(message, deepest)) {
        return `The data is nested more than ${deepest} levels deep`;
    }
    const unsafe = findUnsafe(message.delta) ?? findUnsafeKey(message) ?? unsafeNameOf(message);
    return unsafe === undefined ? undefined : `${JSON.stringify(unsafe)} cannot be a path, a key or a name: it would break the programs that read it`;
}

/** Client libraries look up contexts by name in plain objects, which have members of their own. */
const unsafeNameOf = ({type, name}: Message): string | undefined => (type === 'create-context' && typeof name === 'string' && name in {} ? name : undefined);

function isTooDeep(value: unknown, levels: number): boolean {
    if (typeof value !== 'object' || value === null) {
        return false;
    }
    return levels === 0 || Object.values(value).some(inner => isTooDeep(inner, levels - 1));
}

/** Answers a request as the engine would, so that the sender's client library rejects it. */
export const errorFor = ({domain, request_id, peer_id}: Message, reason: string): Message => ({
    domain,
    type: 'error',
    request_id,
    peer_id,
    reason_uri: `${domain}.errors.failure`,
    reason,
});

/** What the engine is given in place of the answer to an invocation, so that its caller does not wait for one. */
export const failedAnswer = ({type, domain, invocation_id, request_id, peer_id}: Message, reason: string): Message | undefined =>
    type === 'yield' || type === 'error' ? {domain, type: 'error', request_id: invocation_id ?? request_id, peer_id, reason_uri: 'agm.errors.client_error', reason} : undefined;
