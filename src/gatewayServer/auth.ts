import {createHash, timingSafeEqual} from 'node:crypto';
import type {GatewayOptions} from './options';

const ownOrigin = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;

/**
 * Whether a connection with this Origin header may be opened. Browsers always send one and let no page choose it; other
 * programs send any or none, so that those without one come in only where a token is required.
 */
export function isOriginAllowed(
    origin: string | undefined,
    {origins, token}: Pick<GatewayOptions, 'origins' | 'token'>,
): boolean {
    if (origin === undefined) {
        return token !== undefined;
    }
    return origins.length > 0 ? origins.includes(origin) : ownOrigin.test(origin);
}

export const wrongToken = 'Invalid token';

/** Why a client with this authentication may not log in; undefined when it may. */
export function authError(authentication: unknown, token: string | undefined): string | undefined {
    const presented = (authentication as {token?: unknown} | null | undefined)?.token;
    if (token === undefined || isSame(presented, token)) {
        return undefined;
    }
    return presented ? wrongToken : 'Missing token';
}

/** Takes as long for a wrong token as for the right one. */
const isSame = (presented: unknown, token: string): boolean =>
    typeof presented === 'string' && timingSafeEqual(digest(presented), digest(token));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
