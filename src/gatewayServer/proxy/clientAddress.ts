import type {IncomingMessage} from 'node:http';
import {type BlockList, isIP} from 'node:net';

/**
 * Where a request comes from. Each proxy adds to X-Forwarded-For, at the end, the address that it was asked from: the last one
 * that is no trusted proxy's is the client's. What stands before it is what the client itself claims.
 */
export function clientAddress({socket, headers}: IncomingMessage, trustedProxies: BlockList): string {
    let address = String(socket.remoteAddress);
    const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
    while (isTrusted(address, trustedProxies)) {
        const next = addressIn(forwarded.pop() ?? '');
        if (next === undefined) {
            break;
        }
        address = next;
    }
    return address;
}

function isTrusted(address: string, trustedProxies: BlockList): boolean {
    // Of a server that listens on IPv6 and IPv4 together, and the network card of an address that only this link knows.
    const bare = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*/, '');
    return isIP(bare) !== 0 && trustedProxies.check(bare, isIP(bare) === 4 ? 'ipv4' : 'ipv6');
}

/** Some proxies add the port. */
function addressIn(text: string): string | undefined {
    const [, inBrackets, withPort] = /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)$/.exec(text.trim()) ?? [];
    const address = inBrackets ?? withPort ?? text.trim();
    return isIP(address) ? address : undefined;
}
