import type {JWTVerifyGetKey} from 'jose';
import type {Log} from '../log';
import {checkSharedToken, tokenIn} from './auth';
import {type Asked, checkGrant} from './claims';
import {type TokenRules, verifyToken} from './jwt';
import {type KeySet, keySetAlgorithms, openKeySet} from './keys';
import {type LoginOptions, verifiesUsers} from './options';
import {Refusal} from './refusal';
import {createLoginThrottle} from './throttle';

/** What a client has proven. */
interface Login {
    user?: string;
    /** In ms, as `Date.now()`. */
    expiresAt?: number;
}

export interface Logins {
    /** Refuses a client without the right token. */
    check: (authentication: unknown, asked: Asked, address: string) => Promise<Login>;
    /** The same for a client that has logged in: those who try tokens at its address do not concern it. */
    checkAgain: (authentication: unknown, asked: Asked) => Promise<Login>;
    verifiesUsers: boolean;
    /** False as long as it cannot check tokens. */
    isReady: () => boolean;
}

export async function createLogins(options: LoginOptions, log: Log): Promise<Logins> {
    const throttle = createLoginThrottle();
    const keySet = options.jwks === undefined ? undefined : await openKeySet(options.jwks, log);
    const verify = createCheck(options, keySet);
    const check: Logins['check'] = async (authentication, asked, address) => {
        if (!throttle.mayTry(address)) {
            throw new Refusal('Too many wrong tokens', {isTemporary: true});
        }
        try {
            const login = await verify(authentication, asked);
            throttle.wasRight(address);
            return login;
        } catch (reason) {
            if (reason instanceof Refusal && reason.isGuess) {
                throttle.wasWrong(address);
            }
            throw reason;
        }
    };
    return {
        check,
        checkAgain: verify,
        verifiesUsers: verifiesUsers(options),
        isReady: () => keySet?.isReady() ?? true,
    };
}

type Check = (authentication: unknown, asked: Asked) => Promise<Login>;

function createCheck({token, jwtSecret, jwtIssuer, jwtAudience}: LoginOptions, keySet: KeySet | undefined): Check {
    const rules = {issuer: jwtIssuer, audience: jwtAudience};
    if (jwtSecret !== undefined) {
        const key = new TextEncoder().encode(jwtSecret);
        return checkOwnTokens(() => key, {...rules, algorithms: ['HS256']});
    }
    if (keySet) {
        return checkOwnTokens(keySet.getKey, {...rules, algorithms: keySetAlgorithms});
    }
    return async (authentication) => {
        if (token !== undefined) {
            checkSharedToken(authentication, token);
        }
        return {};
    };
}

const checkOwnTokens =
    (getKey: JWTVerifyGetKey, rules: TokenRules): Check =>
    async (authentication, asked) => {
        const claims = await verifyToken(tokenIn(authentication), getKey, rules);
        checkGrant(claims, asked);
        return {user: claims.user, expiresAt: claims.expiresAt};
    };
