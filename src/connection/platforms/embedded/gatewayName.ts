import {randomId} from '../../../values/randomId';

/**
 * A running gateway is known to all pages of the origin by the lock it holds as long as it lives. The lock's name is all
 * that a page needs in order to join, although each page knows the gateway's script by an address of its own.
 */
export interface GatewayName {
    /** Shared worker, or a worker that belongs to one page and is reached over a BroadcastChannel. */
    kind: 'shared' | 'dedicated';
    /** The address of the script. */
    url: string;
    /** Distinguishes the starts of a gateway; a later one sorts after an earlier one. */
    startId: string;
}

// Raised when pages and gateways of two versions would not understand each other: then they do not find each other.
const protocol = 1;
const prefix = `dash_glue42 gateway ${protocol} `;
const startPrefix = `dash_glue42 start ${protocol} `;

export const pickLock = `dash_glue42 pick ${protocol}`;
export const lastGatewayKey = `dash_glue42.gateway.${protocol}`;

export const formatGatewayName = (name: GatewayName): string => prefix + format(name);
export const parseGatewayName = (lock: string | null | undefined): GatewayName | undefined => parse(lock, prefix);

/** The lock of pages that wait for a gateway to start: by its name other pages find the gateway before it runs. */
export const formatStartName = (name: GatewayName): string => startPrefix + format(name);
export const parseStartName = (lock: string | null | undefined): GatewayName | undefined => parse(lock, startPrefix);

const format = ({kind, startId, url}: GatewayName): string => `${kind} ${startId} ${url}`;

function parse(name: string | null | undefined, prefix: string): GatewayName | undefined {
    const [kind, startId, ...url] = name?.startsWith(prefix) ? name.slice(prefix.length).split(' ') : [];
    return (kind === 'shared' || kind === 'dedicated') && startId && url.length
        ? {kind, startId, url: url.join(' ')}
        : undefined;
}

export const newGatewayName = (kind: GatewayName['kind'], url: string): GatewayName => ({
    kind,
    url,
    startId: `${Date.now().toString(36).padStart(9, '0')}-${randomId()}`,
});

export const newPageName = (): string => `dash_glue42 page ${randomId()}`;
