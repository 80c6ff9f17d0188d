import type {Glue} from '../connection/bus';
import {verifiedUser} from '../connection/verifiedUser';
import {toPlainJson} from '../values/toPlainJson';

/** An instance as Python gets it: without the library's functions, and with the user that the gateway has proven. */
export function plainInstance(glue: Glue | null | undefined, instance: object): object {
    return withVerifiedUser(glue, toPlainJson(instance));
}

/** Only the page itself writes this key, from what its gateway proves. */
export function withVerifiedUser(glue: Glue | null | undefined, instance: object): object {
    const plain: {user?: unknown; verifiedUser?: unknown} = {...instance};
    delete plain.verifiedUser;
    const user = verifiedUser(glue, plain);
    return user === undefined ? plain : {...plain, verifiedUser: user};
}
