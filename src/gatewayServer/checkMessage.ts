import {findUnsafePath} from '../values/contextPaths';
import type {Message} from './message';

/** The engine and the client libraries walk through data by recursion, which ends at about 1,500 levels. */
const maxDepth = 500;

/** Why a message of a client may not reach the others; undefined when it may. */
export function refusalReason(message: Message): string | undefined {
    const problem = problemOfNames(findUnsafePath(message.delta) ?? unsafeNameOf(message)) ?? problemOfData(message);
    return problem && `${subjectOf(message)} cannot ${problem}`;
}

/** The caller's page sees by these words which side made an invocation fail. */
function subjectOf(message: Message): string {
    if (isAnswer(message)) {
        return 'The result';
    }
    return message.type === 'call' || message.type === 'subscribe' ? 'The arguments' : 'The data';
}

const problemOfNames = (unsafe: string | undefined): string | undefined =>
    unsafe === undefined
        ? undefined
        : `have ${JSON.stringify(unsafe)} as a path, a key or a name: it would break the programs that read it`;

/** Client libraries look up contexts by name in plain objects, which have members of their own. */
const unsafeNameOf = ({type, name}: Message): string | undefined =>
    type === 'create-context' && typeof name === 'string' && name in {} ? name : undefined;

/**
 * Looks through the data once, level by level. A message of millions of small values must not stop the others for
 * seconds: nothing is allocated but the list of what lies one level deeper.
 */
function problemOfData(message: Message): string | undefined {
    let level: object[] = [message];
    for (let depth = 0; level.length > 0; depth++) {
        if (depth === maxDepth) {
            return `be nested more than ${maxDepth} levels deep`;
        }
        const deeper: object[] = [];
        for (const value of level) {
            if (hasOwn.call(value, '__proto__')) {
                return problemOfNames('__proto__');
            }
            collectObjects(value, deeper);
        }
        level = deeper;
    }
    return undefined;
}

function collectObjects(value: object, target: object[]): void {
    const add = (inner: unknown) => {
        if (typeof inner === 'object' && inner !== null) {
            target.push(inner);
        }
    };
    if (Array.isArray(value)) {
        value.forEach(add);
        return;
    }
    // What JSON.parse has made inherits no key that this loop would see.
    for (const key in value) {
        add((value as Record<string, unknown>)[key]);
    }
}

const {hasOwnProperty: hasOwn} = Object.prototype;

const isAnswer = ({type}: Message): boolean => type === 'yield' || type === 'error';

/** Answers a request as the engine would, so that the sender's client library rejects it. */
export const errorFor = ({domain, request_id, peer_id}: Message, reason: string): Message => ({
    domain,
    type: 'error',
    request_id,
    peer_id,
    reason_uri: `${domain}.errors.failure`,
    reason,
});

/** What the engine gets in place of the answer to an invocation, so that its caller does not wait for one. */
export const failedAnswer = (message: Message, reason: string): Message | undefined => {
    const {domain, invocation_id, request_id, peer_id} = message;
    return isAnswer(message)
        ? {
              domain,
              type: 'error',
              request_id: invocation_id ?? request_id,
              peer_id,
              reason_uri: 'agm.errors.client_error',
              reason,
          }
        : undefined;
};
