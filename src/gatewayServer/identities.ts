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

export const isWelcome = ({type, domain}: Message): boolean => type === 'welcome' && domain === 'global';
