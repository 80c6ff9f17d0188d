import {type Dict, isDict} from '../../values/isDict';
import {describe, isGiven} from './describe';
import {tokenAddress} from './tokenAddress';

const busName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const urlWithBus = /\/bus\/[^/?#]*\/?(?:[?#]|$)/;
const pace = ['reconnectAttempts', 'reconnectInterval', 'heartbeatInterval'];

/** What is wrong with `settings["gateway"]`. */
export function gatewayProblem(
    {url, bus, token, tokenUrl, auth, ...more}: Dict,
    trustedOrigins: unknown,
): string | undefined {
    if (isGiven(url) && !(typeof url === 'string' && /^wss?:\/\/./.test(url))) {
        return `settings["gateway"]["url"] is ${describe(url)}; give an address that starts with ws:// or wss://.`;
    }
    const busProblem = isGiven(bus) ? problemOfBus(bus, url) : undefined;
    if (busProblem) {
        return busProblem;
    }
    // Not what it is: it may be a secret at a wrong place.
    if (isGiven(token) && (typeof token !== 'string' || !token)) {
        return 'settings["gateway"]["token"] must be a non-empty string; give the token that the gateway asks for, or leave it out.';
    }
    if (isGiven(auth) && !isDict(auth)) {
        return 'settings["gateway"]["auth"] must be a dict such as {"username": "...", "password": "..."}; give that, or leave it out.';
    }
    const wrong = pace.find((key) => isGiven(more[key]) && !(typeof more[key] === 'number' && more[key] > 0));
    if (wrong !== undefined) {
        return `settings["gateway"]["${wrong}"] is ${describe(more[wrong])}; give a number above 0, or leave it out.`;
    }
    const logins = Object.entries({token, tokenUrl, auth}).flatMap(([key, value]) =>
        isGiven(value) ? [`"${key}"`] : [],
    );
    if (logins.length > 1) {
        return `settings["gateway"] has both ${logins.slice(0, 2).join(' and ')}; keep one of them.`;
    }
    return isGiven(tokenUrl) ? problemOfTokenUrl(tokenUrl, trustedOrigins) : undefined;
}

function problemOfBus(bus: unknown, url: unknown): string | undefined {
    if (typeof bus !== 'string' || !busName.test(bus)) {
        return `settings["gateway"]["bus"] is ${describe(bus)}; give a name of up to 64 letters, digits, ".", "_" and "-" that begins with a letter or a digit.`;
    }
    return typeof url === 'string' && urlWithBus.test(url)
        ? 'settings["gateway"]["url"] names a bus already; remove that from it, or leave out "bus".'
        : undefined;
}

function problemOfTokenUrl(tokenUrl: unknown, trustedOrigins: unknown): string | undefined {
    const address = typeof tokenUrl === 'string' && tokenUrl ? tokenAddress(tokenUrl) : undefined;
    if (!address) {
        return `settings["gateway"]["tokenUrl"] is ${describe(tokenUrl)}; give the path that serve_gateway_token returned, or an address.`;
    }
    const isTrusted = Array.isArray(trustedOrigins) && trustedOrigins.includes(address.origin);
    return address.origin === window.location.origin || isTrusted
        ? undefined
        : `settings["gateway"]["tokenUrl"] is of the origin ${address.origin}; use one of the app's own origin, or add that to settings["trustedOrigins"].`;
}
