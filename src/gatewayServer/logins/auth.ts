import {createHash, timingSafeEqual} from 'node:crypto';
import {Refusal} from './refusal';

const ownOrigin = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;

/**
 * Whether a connection with this Origin header may be opened. Browsers always send one and let no page choose it; other
 * programs send any or none, so that those without one come in only where a token is required.
 */
export function isOriginAllowed(origin: string | undefined, origins: string[], needsToken: boolean): boolean {
    if (origin === undefined) {
        return needsToken;
    }
    return origins.length > 0 ? origins.includes(origin) : ownOrigin.test(origin);
}

/** What the client presents; refuses those who present nothing. */
export function tokenIn(authentication: unknown): unknown {
    const presented = (authentication as {token?: unknown} | null | undefined)?.token;
    if (!presented) {
        throw new Refusal('Missing token');
    }
    return presented;
}

export const invalidToken = (detail?: string): Refusal => new Refusal('Invalid token', {isGuess: true, detail});

/** Takes as long for a wrong token as for the right one. */
export function checkSharedToken(authentication: unknown, token: string): void {
    const presented = tokenIn(authentication);
    if (typeof presented !== 'string' || !timingSafeEqual(digest(presented), digest(token))) {
        throw invalidToken();
    }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
