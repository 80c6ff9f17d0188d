import {appAddress} from '../../../bundle/appAddress';
import {parseUrl} from '../../../values/parse';

/** The address that `tokenUrl` names, below the app's own if it is relative; undefined if it names none. */
export function tokenAddress(tokenUrl: string): URL | undefined {
    const address = parseUrl(tokenUrl, appAddress());
    return address && /^https?:$/.test(address.protocol) ? address : undefined;
}
