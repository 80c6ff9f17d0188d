import {BlockList, isIP} from 'node:net';
import {hasUser} from '../logins/options';
import {StartupError} from '../startupError';

/** How clients reach the gateway when a proxy is between them. */
export interface ProxyOptions {
    /** The proxies that are believed when they say whom they forward. */
    trustedProxies: BlockList;
    /** Where clients reach all nodes, without the name of a bus. */
    publicUrl: string | undefined;
}

/** As `parseArgs` wants them. */
export const proxyArguments = {
    'trust-proxy': {type: 'string', multiple: true, default: [] as string[]},
    'public-url': {type: 'string'},
} as const;

export function readProxyOptions(values: {'trust-proxy': string[]; 'public-url'?: string}): ProxyOptions {
    const {'trust-proxy': proxies, 'public-url': publicUrl} = values;
    const trustedProxies = new BlockList();
    proxies.forEach((proxy) => addTo(trustedProxies, proxy));
    if (publicUrl !== undefined && !isWebSocketUrl(publicUrl)) {
        throw new StartupError(
            `--public-url ${publicUrl}: give the address that clients have, such as wss://apps.example.com/gateway`,
        );
    }
    return {trustedProxies, publicUrl};
}

function addTo(list: BlockList, proxy: string): void {
    const [address = '', prefix, ...rest] = proxy.split('/');
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    const bits = family === 'ipv4' ? 32 : 128;
    if (!isIP(address) || rest.length > 0 || !isPrefix(prefix ?? String(bits), bits)) {
        throw new StartupError(`--trust-proxy ${proxy}: give an IP address, or a network such as 10.0.0.0/8`);
    }
    list.addSubnet(address, Number(prefix ?? bits), family);
}

const isPrefix = (text: string, bits: number): boolean => /^\d{1,3}$/.test(text) && Number(text) <= bits;

function isWebSocketUrl(text: string): boolean {
    if (!URL.canParse(text)) {
        return false;
    }
    const {protocol, search, hash} = new URL(text);
    return /^wss?:$/.test(protocol) && search === '' && hash === '' && !hasUser(text);
}
