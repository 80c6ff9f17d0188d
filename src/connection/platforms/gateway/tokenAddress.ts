import {appAddress} from '../../../bundle/appAddress';

/** The address that `tokenUrl` names, below the app's own if it is relative; undefined if it names none. */
export function tokenAddress(tokenUrl: string): URL | undefined {
    try {
        const address = new URL(tokenUrl, appAddress());
        return /^https?:$/.test(address.protocol) ? address : undefined;
    } catch {
        return undefined;
    }
}
