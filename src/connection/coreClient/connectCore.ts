import type {Glue42Core} from '@glue42/core';
import {BusError, type ErrorCode, type Problem} from '../../values/busError';
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
    /** The app's name for FDC3; absent: `application`. */
    appId?: string | null;
    auth?: Glue42Core.Auth;
    /** More for the library's own `gateway` configuration. */
    config?: object;
    connector: Connector;
    /** The bus, in the words of an error. */
    name: string;
}

/**
 * Connects the vendor's core library over transports of ours instead of its own: those notice neither a dead worker
 * nor a network that drops everything, and where a login is refused they multiply their attempts.
 */
export async function connectCore(plan: Plan): Promise<Bus> {
    const {connector, signal, onWaiting} = plan;
    if (signal.aborted) {
        connector.close?.();
        throw signal.reason;
    }
    // The gateway is reached and the library is fetched side by side. The page reports one reason at a time: first what the
    // gateway needs, then what the library needs.
    let isReached = false;
    let problem: Problem | undefined;
    const report = () => isReached && problem && onWaiting(problem);
    const library = loadLibrary();
    library.catch(() => undefined);
    const onReached = () => {
        isReached = true;
        report();
    };
    const startedAt = Date.now();
    for (;;) {
        try {
            return await connectOnce(plan, library, onReached);
        } catch (reason) {
            if (!(reason instanceof GatewayLost) || signal.aborted) {
                connector.close?.();
                throw reason;
            }
            if (reason.code === 'refused' || Date.now() - startedAt >= noticeTimeoutMs) {
                onWaiting({code: reason.code, message: `${reason.message} The page tries again.`});
            }
        }
    }

    async function loadLibrary(): ReturnType<typeof loadCore> {
        const createGlue = await loadCore({
            signal,
            onWaiting: (next) => {
                problem = next;
                report();
            },
        });
        problem = undefined;
        return createGlue;
    }
}

/** The gateway ended, or did not answer, while this page connected to it. The library waits for ever then, so it is started again. */
class GatewayLost extends BusError {}

/** A page that the gateway has let in. */
interface Member {
    glue: Glue;
    /** Leaves the gateway; the library comes back by connecting again. */
    leave: () => void;
    /** Leaves it for good, also while a transport is still opening. */
    abandon: () => void;
}

async function connectOnce(plan: Plan, library: ReturnType<typeof loadCore>, onReached: () => void): Promise<Bus> {
    let fail: (reason: unknown) => void = () => undefined;
    const failed = new Promise<never>((_, reject) => (fail = reject));
    failed.catch(() => undefined);
    const relay = createRelay({
        onLost: (reason, code = 'not_connected') =>
            fail(new GatewayLost(code, reason ?? `${plan.name} ended the connection before it let this page in.`)),
        onRejected: (reason) => fail(new BusError('not_connected', reason)),
        onWaiting: plan.onWaiting,
    });
    const end = () => fail(plan.signal.reason);
    plan.signal.addEventListener('abort', end);
    try {
        return busOf(plan, await logIn(plan, library, relay.events, failed, onReached), relay.setTarget);
    } finally {
        plan.signal.removeEventListener('abort', end);
    }
}

/** Transports keep one listener for life; what it does with their events changes when the page has been let in. */
function createRelay(target: TransportEvents): {events: TransportEvents; setTarget: (next: TransportEvents) => void} {
    return {
        events: {
            onLost: (reason, code) => target.onLost(reason, code),
            onRejected: (reason) => target.onRejected(reason),
            onWaiting: (problem) => target.onWaiting(problem),
        },
        setTarget: (next) => {
            target = next;
        },
    };
}

async function logIn(
    {application, appId, auth, config, connector, name}: Plan,
    library: ReturnType<typeof loadCore>,
    events: TransportEvents,
    failed: Promise<never>,
    onReached: () => void,
): Promise<Member> {
    const opening = new AbortController();
    let firstTransport: Promise<Transport> | undefined = connector.connect(events, opening.signal);
    const {port, leave} = createPort((signal) => {
        const opened = firstTransport ?? connector.connect(events, signal);
        firstTransport = undefined;
        return opened;
    });
    const abandon = () => {
        opening.abort();
        leave();
        void firstTransport?.then(
            (opened) => opened.leave(),
            () => undefined,
        );
    };
    let connecting: Promise<Glue> | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
        await Promise.race([firstTransport, failed]);
        onReached();
        const createGlue = await Promise.race([library, failed]);
        const gateway = {...config, webPlatform: {port: port as unknown as MessagePort}, protocolVersion: 3};
        connecting = createGlue(application, appId || application, {gateway, auth});
        const silence = new Promise<never>((_, reject) => {
            const message = `${name} did not let this page in within ${loginTimeoutMs / 1000} seconds.`;
            timer = setTimeout(reject, loginTimeoutMs, new GatewayLost('not_connected', message));
        });
        return {glue: await Promise.race([connecting, silence, failed]), leave, abandon};
    } catch (reason) {
        abandon();
        // The glue may still come, and must not stay on the bus then.
        connecting?.then(
            (late) => late.done(),
            () => undefined,
        );
        throw reason;
    } finally {
        clearTimeout(timer);
    }
}

function busOf(
    {platform, connector}: Plan,
    {glue, leave, abandon}: Member,
    setTarget: (events: TransportEvents) => void,
): Bus {
    let lossReason: string | undefined;
    const listeners = new Set<(reason: string, code?: ErrorCode) => void>();
    const notify = (reason: string, code?: ErrorCode) => listeners.forEach((listener) => listener(reason, code));
    const reconnect = () => void glue.connection?.reconnect();
    setTarget({
        onLost: (reason, code) => {
            lossReason = reason;
            if (reason && code) {
                notify(reason, code);
            }
            reconnect();
        },
        onRejected: (reason) => {
            notify(reason);
            reconnect();
        },
        // Any other problem is part of the loss.
        onWaiting: ({code, message}) => notify(message, code === 'refused' ? code : undefined),
    });
    const stopFollowing = followPage(leave, reconnect);
    return {
        platform,
        glue,
        onStatus: (listener) => {
            const onProblem = (reason: string, code?: ErrorCode) => listener(false, reason, code);
            listeners.add(onProblem);
            const stop = glueStatus(glue, () => lossReason)(listener);
            return () => {
                listeners.delete(onProblem);
                stop();
            };
        },
        close: async () => {
            stopFollowing();
            setTarget({onLost: () => undefined, onRejected: () => undefined, onWaiting: () => undefined});
            await disconnect(glue);
            abandon();
            connector.close?.();
        },
    };
}

/** The gateway is left at once when the page goes, and entered again when the browser brings the page back from its cache. */
function followPage(leave: () => void, comeBack: () => void): () => void {
    const show = ({persisted}: PageTransitionEvent) => persisted && comeBack();
    window.addEventListener('pagehide', leave);
    window.addEventListener('pageshow', show);
    return () => {
        window.removeEventListener('pagehide', leave);
        window.removeEventListener('pageshow', show);
    };
}
