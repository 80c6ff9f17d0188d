import type {Dict} from '../../values/isDict';
import type {Glue} from '../bus';
import {peersReturnTimeoutMs} from '../../async/timeouts';

/** What all client libraries keep about contexts in the same way, and get wrong when they lose their gateway. */
interface Bridge {
    _contextNameToData: {
        [name: string]: {context?: Dict; sentExplicitSubscription?: boolean; hasCallbacks: () => boolean};
    };
    _creationPromises: {[name: string]: unknown};
    _contextsSubscriptionsCache: {subKey: number}[];
    /** What is to be announced again. */
    _contextsTempCache: {[name: string]: Dict};
}

/**
 * Puts right what the client libraries do with contexts after a loss:
 * - they write their last data into contexts that exist, over what other pages wrote after the loss, and bring back contexts
 *   that were destroyed. This lets them write only when the gateway is a new one and has not got the context from another
 *   page; data that was no longer followed at the loss, and may be old, only when no other page has written it for a while;
 * - a loss that is reported twice, as those of a WebSocket are, makes them forget their data;
 * - each return doubles the subscriptions that they keep, until the page stands still;
 * - a context whose creation was under way is waited for until the page ends.
 */
export function recoverContexts({contexts, connection: line}: Glue): void {
    const bridge = contexts?._bridge as Bridge | undefined;
    if (!contexts || !hasExpectedFields(bridge) || !line?.on || !line.domain) {
        return;
    }
    let gateway = gatewayOf(line.peerId);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stale: {[name: string]: Dict} = {};
    let cachedForReplay: {[name: string]: Dict} = {};

    const restoreStale = () => {
        for (const [name, data] of Object.entries(stale)) {
            delete stale[name];
            if (!contexts.all().includes(name)) {
                Promise.resolve(contexts.set(name, data)).catch(() => undefined);
            }
        }
    };

    // Called right before the library puts its contexts away in order to announce them again, and also by onLeft itself.
    let isSubscribing = true;
    line.domain('global').onLeft(() => {
        for (const [name, entry] of Object.entries(isSubscribing ? {} : bridge._contextNameToData)) {
            if (entry.sentExplicitSubscription === false && !entry.hasCallbacks() && entry.context) {
                stale[name] = entry.context;
                entry.context = {};
            }
        }
    });
    isSubscribing = false;
    line.disconnected(() => {
        clearTimeout(timer);
        cachedForReplay = {...cachedForReplay, ...bridge._contextsTempCache};
        bridge._contextsTempCache = cachedForReplay;
        bridge._contextsSubscriptionsCache = [
            ...new Map(
                bridge._contextsSubscriptionsCache.map((subscription) => [subscription.subKey, subscription]),
            ).values(),
        ];
    });
    line.connected(() => {
        bridge._creationPromises = {};
        cachedForReplay = {};
        const previous = gateway;
        gateway = gatewayOf(line.peerId);
        if (gateway !== undefined && gateway === previous) {
            bridge._contextsTempCache = {};
            stale = {};
        }
        timer = setTimeout(restoreStale, peersReturnTimeoutMs);
    });
    line.on<{name: string}>('context-added', ({name}) => {
        delete stale[name];
        // Emptied, because the library may have it in hand already; it does not announce what is empty.
        const cached = bridge._contextsTempCache[name];
        Object.keys(cached ?? {}).forEach((key) => delete cached[key]);
    });
}

/** The part of this page's address on the bus that is its gateway's: another one for each start of a gateway. */
const gatewayOf = (peerId: string | undefined): string | undefined => /^p-(.+)-\d+$/.exec(peerId ?? '')?.[1];

const hasExpectedFields = (bridge: Bridge | undefined): bridge is Bridge =>
    Array.isArray(bridge?._contextsSubscriptionsCache) &&
    !!bridge._contextNameToData &&
    !!bridge._creationPromises &&
    !!bridge._contextsTempCache;
