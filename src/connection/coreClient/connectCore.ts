import type {Glue42Core} from '@glue42/core';
import {BusError, type Problem} from '../../values/busError';
import type {Bus, Glue, Platform} from '../bus';
import {glueStatus} from '../clientLibrary/connectionEvents';
import {disconnect} from '../clientLibrary/disconnect';
import type {Waiting} from '../../async/waiting';
import {loadCore} from './coreGlue';
import {createPort} from './corePort';
import type {Transport, TransportEvents, Connector} from './transport';
import {loginTimeoutMs, noticeTimeoutMs} from '../../async/timeouts';

/** What a bus over the core library is made of. */
interface Plan extends Waiting {
    platform: Platform;
    application: string;
    auth?: Glue42Core.Auth;
    /** More for the library's own `gateway` configuration. */
    config?: object;
    connector: Connector;
    /** The bus, in the words of an error. */
    name: string;
}

/**
 * Connects the vendor's core library over transports of ours instead of its own: those notice neither a dead worker
 * nor a network that swallows everything, and where a login is refused they multiply their attempts.
 */
export async function connectCore(plan: Plan): Promise<Bus> {
    const {connector, signal, onWaiting} = plan;
    if (signal.aborted) {
        connector.close();
        throw signal.reason;
    }
    // The gateway is reached and the library is fetched side by side. The page tells one reason at a time: first what the
    // gateway needs, then what the library needs.
    let isReached = false;
    let problem: Problem | undefined;
    const tell = () => isReached && problem && onWaiting(problem);
    const library = loadLibrary();
    library.catch(() => undefined);
    const onReached = () => {
        isReached = true;
        tell();
    };
    const startedAt = Date.now();
    for (;;) {
        try {
            return await connectOnce(plan, library, onReached);
        } catch (reason) {
            if (!(reason instanceof GatewayLost) || signal.aborted) {
                connector.close();
                throw reason;
            }
            if (Date.now() - startedAt >= noticeTimeoutMs) {
                onWaiting({code: 'not_connected', message: `${reason.message} The page tries again.`});
            }
        }
    }

    async function loadLibrary(): ReturnType<typeof loadCore> {
        const createGlue = await loadCore({
            signal,
            onWaiting: (next) => {
                problem = next;
                tell();
            },
        });
        problem = undefined;
        return createGlue;
    }
}

/** A gateway that ended, or said nothing, while this page connected to it: the library waits for ever then, a new one need not. */
class GatewayLost extends Error {}

async function connectOnce(
    {platform, application, auth, config, connector, name, signal, onWaiting}: Plan,
    library: ReturnType<typeof loadCore>,
    onReached: () => void,
): Promise<Bus> {
    let fail: (reason: unknown) => void = () => undefined;
    const failed = new Promise<never>((_, reject) => (fail = reject));
    failed.catch(() => undefined);
    let events: TransportEvents = {
        onLost: (reason) => fail(new GatewayLost(reason ?? `${name} ended the connection before it let this page in.`)),
        onRejected: (reason) => fail(new BusError('not_connected', reason)),
        onWaiting,
    };
    const listener: TransportEvents = {
        onLost: (reason) => events.onLost(reason),
        onRejected: (reason) => events.onRejected(reason),
        onWaiting: (problem) => events.onWaiting(problem),
    };
    const entering = new AbortController();
    let firstTransport: Promise<Transport> | undefined = connector.connect(listener, entering.signal);
    const {port, leave} = createPort((visit) => {
        const opened = firstTransport ?? connector.connect(listener, visit);
        firstTransport = undefined;
        return opened;
    });
    const abandon = () => {
        entering.abort();
        leave();
        void firstTransport?.then(
            (opened) => opened.leave(),
            () => undefined,
        );
    };

    const end = () => fail(signal.reason);
    signal.addEventListener('abort', end);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let connecting: Promise<Glue> | undefined;
    let glue: Glue;
    try {
        await Promise.race([firstTransport, failed]);
        onReached();
        const createGlue = await Promise.race([library, failed]);
        const silent = new GatewayLost(`${name} did not let this page in within ${loginTimeoutMs / 1000} seconds.`);
        timer = setTimeout(() => fail(silent), loginTimeoutMs);
        const gateway = {...config, webPlatform: {port: port as unknown as MessagePort}, protocolVersion: 3};
        connecting = createGlue(application, {gateway, auth});
        glue = await Promise.race([connecting, failed]);
    } catch (reason) {
        abandon();
        // It may come after all, and must not stay on the bus then.
        connecting?.then(
            (late) => late.done(),
            () => undefined,
        );
        throw reason;
    } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
    }

    let whyLost: string | undefined;
    const listeners = new Set<(reason: string) => void>();
    const tellAll = (reason: string) => listeners.forEach((tell) => tell(reason));
    const reconnect = () => void glue.connection?.reconnect();
    events = {
        onLost: (reason) => {
            whyLost = reason;
            reconnect();
        },
        onRejected: (reason) => {
            tellAll(reason);
            reconnect();
        },
        onWaiting: ({message}) => tellAll(message),
    };
    const stopFollowing = followPage(leave, reconnect);
    return {
        platform,
        isEnterprise: false,
        glue,
        onStatus: (listener) => {
            const tell = (reason: string) => listener(false, reason);
            listeners.add(tell);
            const stop = glueStatus(glue, () => whyLost)(listener);
            return () => {
                listeners.delete(tell);
                stop();
            };
        },
        close: async () => {
            stopFollowing();
            events = {onLost: () => undefined, onRejected: () => undefined, onWaiting: () => undefined};
            await disconnect(glue);
            abandon();
            connector.close();
        },
    };
}

/** The gateway hears at once when the page goes, and again when the browser brings the page back from its cache. */
function followPage(leave: () => void, comeBack: () => void): () => void {
    const show = ({persisted}: PageTransitionEvent) => persisted && comeBack();
    window.addEventListener('pagehide', leave);
    window.addEventListener('pageshow', show);
    return () => {
        window.removeEventListener('pagehide', leave);
        window.removeEventListener('pageshow', show);
    };
}
