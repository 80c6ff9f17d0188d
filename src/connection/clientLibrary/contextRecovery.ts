import type {Glue} from '../bus';
import {peersReturnTimeoutMs} from '../../async/timeouts';

/** What all client libraries keep about contexts in one and the same way, and get wrong when they lose their gateway. */
interface Bridge {
    _contextNameToData: {
        [name: string]: {context?: Data; sentExplicitSubscription?: boolean; hasCallbacks: () => boolean};
    };
    _creationPromises: {[name: string]: unknown};
    _contextsSubscriptionsCache: {subKey: number}[];
    /** What is to be announced again. */
    _contextsTempCache: {[name: string]: Data};
}

interface Data {
    [key: string]: unknown;
}

/**
 * Puts right what the client libraries do with contexts after a loss:
 * - they write what they knew into contexts that are there, over what others wrote meanwhile, and bring back those that
 *   others destroyed. It is to be written only where the gateway is another one and has not got it from somebody else, and
 *   what was not followed to the end, which may be old, only when nobody else has come with it for a while;
 * - a loss that is told twice, as those of a WebSocket are, makes them forget what they knew;
 * - each return doubles the subscriptions that they keep, until the page stands still;
 * - a context whose creation was under way is waited for until the page ends.
 */
export function recoverContexts({contexts, connection: line}: Glue): void {
    const bridge = contexts?._bridge as Bridge | undefined;
    if (!contexts || !isKnown(bridge) || !line?.on || !line.domain) {
        return;
    }
    let gateway = gatewayOf(line.peerId);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let old: {[name: string]: Data} = {};
    let cachedForReplay: {[name: string]: Data} = {};

    const restoreStale = () => {
        for (const [name, data] of Object.entries(old)) {
            delete old[name];
            if (!contexts.all().includes(name)) {
                Promise.resolve(contexts.set(name, data)).catch(() => undefined);
            }
        }
    };

    // Told right before the library puts its contexts away in order to announce them again, and also when asked for.
    let isAsking = true;
    line.domain('global').onLeft(() => {
        for (const [name, known] of Object.entries(isAsking ? {} : bridge._contextNameToData)) {
            if (known.sentExplicitSubscription === false && !known.hasCallbacks() && known.context) {
                old[name] = known.context;
                known.context = {};
            }
        }
    });
    isAsking = false;
    line.disconnected(() => {
        clearTimeout(timer);
        cachedForReplay = {...cachedForReplay, ...bridge._contextsTempCache};
        bridge._contextsTempCache = cachedForReplay;
        bridge._contextsSubscriptionsCache = [
            ...new Map(bridge._contextsSubscriptionsCache.map((one) => [one.subKey, one])).values(),
        ];
    });
    line.connected(() => {
        bridge._creationPromises = {};
        cachedForReplay = {};
        const before = gateway;
        gateway = gatewayOf(line.peerId);
        if (gateway !== undefined && gateway === before) {
            bridge._contextsTempCache = {};
            old = {};
        }
        timer = setTimeout(restoreStale, peersReturnTimeoutMs);
    });
    line.on<{name: string}>('context-added', ({name}) => {
        delete old[name];
        // Emptied, because the library may have it in hand already; it does not announce what is empty.
        const known = bridge._contextsTempCache[name];
        Object.keys(known ?? {}).forEach((key) => delete known[key]);
    });
}

/** The part of this page's address on the bus that is its gateway's: another one for each start of a gateway. */
const gatewayOf = (peerId: string | undefined): string | undefined => /^p-(.+)-\d+$/.exec(peerId ?? '')?.[1];

const isKnown = (bridge: Bridge | undefined): bridge is Bridge =>
    Array.isArray(bridge?._contextsSubscriptionsCache) &&
    !!bridge._contextNameToData &&
    !!bridge._creationPromises &&
    !!bridge._contextsTempCache;
