import {BusError} from '../../../values/busError';
import {isTrusted} from '../../trust';
import {pythonRepr} from '../../../values/pythonRepr';
import type {Settings} from '../../settings/settings';
import {tokenAddress} from './tokenAddress';
import {isGiven} from '../../../values/omitNull';

const busName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const urlWithBus = /\/bus\/[^/?#]*\/?(?:[?#]|$)/;

/** Throws for what only a gateway is concerned with; the rest of `settings["gateway"]` is checked for every page. */
export function checkSettings({url = '', bus, token, tokenUrl, auth}: NonNullable<Settings['gateway']>): void {
    const problem = busProblem(bus, url) ?? (isGiven(tokenUrl) && tokenUrlProblem(tokenUrl, token ?? auth));
    if (problem) {
        throw new BusError('invalid_setting', `settings["gateway"]${problem}`);
    }
}

function busProblem(bus: unknown, url: string): string | undefined {
    if (!isGiven(bus)) {
        return undefined;
    }
    if (typeof bus !== 'string' || !busName.test(bus)) {
        return `["bus"] is ${pythonRepr(bus)}; give a name of up to 64 letters, digits, ".", "_" and "-" that begins with a letter or a digit.`;
    }
    return urlWithBus.test(url) ? '["url"] names a bus already; remove it there, or leave out "bus".' : undefined;
}

function tokenUrlProblem(tokenUrl: unknown, otherLogin: unknown): string | undefined {
    if (isGiven(otherLogin)) {
        return ' has "tokenUrl" and also "token" or "auth"; keep one of them.';
    }
    const address = typeof tokenUrl === 'string' && tokenUrl ? tokenAddress(tokenUrl) : undefined;
    if (!address) {
        // Not what it is: it may be a token at a wrong place.
        return '["tokenUrl"] must be the path that serve_gateway_token returned, or an address that starts with http:// or https://.';
    }
    if (address.username || address.password) {
        return '["tokenUrl"] has a user name or a password, and browsers ask no such address; the page sends its cookies there.';
    }
    return isTrusted(address.origin)
        ? undefined
        : `["tokenUrl"] is of the origin ${address.origin}; use one of the app's own origin, or add that to settings["trustedOrigins"].`;
}
