import {type JWTPayload, type JWTVerifyGetKey, errors, jwtVerify} from 'jose';
import {invalidToken} from './auth';
import {type Claims, readClaims} from './claims';
import {Refusal} from './refusal';

/** More than any token with its claims, and little work for one that is refused. */
const maxTokenLength = 8192;

/** The clocks of the machines that make and check tokens differ by seconds. */
const clockToleranceSeconds = 5;

export interface TokenRules {
    /** Of the keys that the gateway was started with: a token does not choose. */
    algorithms: string[];
    issuer: string | undefined;
    audience: string | undefined;
}

/** The claims of a token; refuses it unless one of the gateway's keys has signed it and it is valid now. */
export async function verifyToken(token: unknown, getKey: JWTVerifyGetKey, rules: TokenRules): Promise<Claims> {
    if (typeof token !== 'string' || token.length > maxTokenLength) {
        throw invalidToken(`no text of up to ${maxTokenLength} characters`);
    }
    return readClaims(await payloadOf(token, getKey, rules));
}

async function payloadOf(
    token: string,
    getKey: JWTVerifyGetKey,
    {algorithms, issuer, audience}: TokenRules,
): Promise<JWTPayload> {
    try {
        const {payload} = await jwtVerify(token, getKey, {
            algorithms,
            issuer,
            audience,
            clockTolerance: clockToleranceSeconds,
            requiredClaims: ['sub', 'exp'],
        });
        return payload;
    } catch (reason) {
        if (reason instanceof Refusal) {
            throw reason;
        }
        if (reason instanceof errors.JWTExpired) {
            // Signed by the right key, so it is no guess.
            throw new Refusal('Token expired');
        }
        throw invalidToken((reason as Error).message);
    }
}
