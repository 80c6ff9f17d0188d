import type {Glue} from './bus';
import {isText} from '../values/isText';

/** The buses over gateways that may prove who their users are. */
const gateways = new WeakMap<Glue, () => boolean>();

/** From now on `isProof` says whether the bus's gateway proves the users of all its clients. */
export function verifyUsers(glue: Glue, isProof: () => boolean): void {
    gateways.set(glue, isProof);
}

/** The user of an instance, if the page's gateway has proven it. Undefined otherwise, whatever the instance says of itself. */
export function verifiedUser(glue: Glue | null | undefined, {user}: {user?: unknown}): string | undefined {
    const isProven = isText(user) && glue && gateways.get(glue)?.();
    return isProven ? user : undefined;
}
