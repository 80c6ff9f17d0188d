import {randomId} from '../../randomId';

/**
 * A running gateway is known to all pages of the origin by the lock it holds as long as it lives. The lock's name is all
 * that a page needs in order to join, so that pages meet although each knows the gateway's script by an address of its own.
 */
export interface GatewayName {
    /** Shared worker, or a worker that belongs to one page and is reached over a BroadcastChannel. */
    kind: 'shared' | 'dedicated';
    /** The address of the script. */
    url: string;
    /** Tells one start of the gateway from another; a later one sorts after an earlier one. */
    boot: string;
}

// Raised when pages and gateways of two versions would not understand each other: then they do not meet.
const protocol = 1;
const prefix = `dash_glue42 gateway ${protocol} `;

export const pickLock = `dash_glue42 pick ${protocol}`;
export const lastGatewayKey = `dash_glue42.gateway.${protocol}`;

export const formatGatewayName = ({kind, boot, url}: GatewayName): string => `${prefix}${kind} ${boot} ${url}`;

export function parseGatewayName(name: string | null | undefined): GatewayName | undefined {
    const [kind, boot, ...url] = name?.startsWith(prefix) ? name.slice(prefix.length).split(' ') : [];
    return (kind === 'shared' || kind === 'dedicated') && boot && url.length ? {kind, boot, url: url.join(' ')} : undefined;
}

export const newGatewayName = (kind: GatewayName['kind'], url: string): GatewayName => ({
    kind,
    url,
    boot: `${Date.now().toString(36).padStart(9, '0')}-${randomId()}`,
});

export const newPageName = (): string => `dash_glue42 page ${randomId()}`;
