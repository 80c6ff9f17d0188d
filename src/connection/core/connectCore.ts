import type {Glue42Core} from '@glue42/core';
import {errorMessage} from '../../errorMessage';
import type {Bus, Glue, Platform} from '../bus';
import {glueStatus} from '../glueStatus';
import {leaveGateway} from '../leaveGateway';
import {createCoreGlue} from './coreGlue';
import {createPort} from './corePort';
import type {Door, DoorListener, WayIn} from './door';

/** What a bus over the core library is made of. */
interface Plan {
    platform: Platform;
    application: string;
    auth?: Glue42Core.Auth;
    /** More for the library's own `gateway` configuration. */
    config?: object;
    way: WayIn;
    /** The bus, in the words of an error. */
    name: string;
    /** What may be the matter when it does not answer, as the end of a sentence. */
    whyNoAnswer?: string;
}

const connectLimitMs = 30000;

/**
 * Connects the vendor's core library through doors of ours instead of its own transports: those notice neither a dead worker
 * nor a network that swallows everything, and where a login is refused they multiply their attempts.
 */
export async function connectCore(plan: Plan): Promise<Bus> {
    const until = Date.now() + connectLimitMs;
    for (;;) {
        try {
            return await connectOnce(plan, until - Date.now());
        } catch (reason) {
            // A gateway that ends while this page connects leaves the library waiting for ever; a second try finds the next.
            if (!(reason instanceof GatewayLost) || Date.now() >= until) {
                plan.way.close();
                throw reason;
            }
        }
    }
}

class GatewayLost extends Error {}

async function connectOnce({platform, application, auth, config, way, name, whyNoAnswer}: Plan, limitMs: number): Promise<Bus> {
    let fail: (reason: Error) => void = () => undefined;
    const failed = new Promise<never>((_, reject) => (fail = reject));
    failed.catch(() => undefined);
    let door: DoorListener = {
        onLost: reason => fail(new GatewayLost(reason ?? `${name} ended while this page connected to it.`)),
        onRefused: reason => fail(new Error(reason)),
    };
    const enter = () => way.enter({onLost: reason => door.onLost(reason), onRefused: reason => door.onRefused(reason)});

    // The gateway is reached and the library is fetched side by side; the library's first question finds the door open.
    let firstDoor: Promise<Door> | undefined = enter();
    firstDoor.catch(() => undefined);
    const {port, leave} = createPort(() => {
        const opened = firstDoor ?? enter();
        firstDoor = undefined;
        return opened;
    });
    const abandon = () => {
        leave();
        void firstDoor?.then(opened => opened.leave(), () => undefined);
    };

    const gateway = {...config, webPlatform: {port: port as unknown as MessagePort}, protocolVersion: 3};
    const outOfTime = `${name} did not answer within ${connectLimitMs / 1000} seconds${whyNoAnswer ? ` ${whyNoAnswer}` : '.'}`;
    const timer = setTimeout(() => fail(new Error(outOfTime)), limitMs);
    const connecting = createCoreGlue(application, {gateway, auth});
    let glue: Glue;
    try {
        glue = await Promise.race([connecting, failed]);
    } catch (reason) {
        abandon();
        // It may come after all, and must not stay on the bus then.
        connecting.then(late => late.done(), () => undefined);
        throw reason instanceof GatewayLost ? reason : new Error(errorMessage(reason));
    } finally {
        clearTimeout(timer);
    }

    let whyLost: string | undefined;
    const refusals = new Set<(reason: string) => void>();
    const reconnect = () => void glue.connection?.reconnect();
    door = {
        onLost: reason => {
            whyLost = reason;
            reconnect();
        },
        onRefused: reason => {
            refusals.forEach(tell => tell(reason));
            reconnect();
        },
    };
    const stopFollowing = followPage(leave, reconnect);
    return {
        platform,
        isEnterprise: false,
        glue,
        onStatus: listener => {
            const tell = (reason: string) => listener(false, reason);
            refusals.add(tell);
            const stop = glueStatus(glue, () => whyLost)(listener);
            return () => {
                refusals.delete(tell);
                stop();
            };
        },
        close: async () => {
            stopFollowing();
            door = {onLost: () => undefined, onRefused: () => undefined};
            await leaveGateway(glue);
            abandon();
            way.close();
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
