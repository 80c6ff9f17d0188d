import {isDict} from '../values/isDict';
import type {Message} from './message';

/** Where the engine writes who a client is: to itself, to the others, to those who get what it publishes. */
const identityKeys = ['resolved_identity', 'identity', 'publisher-identity'];

/**
 * What a client gets to see of others where users are proven. The engine takes the login of an identity from this server
 * alone; here it becomes the user, whatever the client has said of itself.
 */
export function withProvenUsers(message: Message): Message {
    const shown = {...message};
    for (const key of identityKeys) {
        const identity = message[key];
        if (isDict(identity)) {
            shown[key] = {...identity, user: identity.login};
        }
    }
    return isWelcome(message) ? {...shown, dash_glue42: {verifiesUsers: true}} : shown;
}

// The engine takes "x/user" for another "user", and which one of the two is seen depends on how many there are.
const plainKey = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** What a client says of itself, without who its user is and without what the engine could take for that. */
export function withoutUser(identity: unknown): {[key: string]: unknown} {
    const entries = Object.entries(isDict(identity) ? identity : {});
    return Object.fromEntries(entries.filter(([key]) => plainKey.test(key) && key !== 'user' && key !== 'login'));
}

export const isWelcome = ({type, domain}: Message): boolean => type === 'welcome' && domain === 'global';
