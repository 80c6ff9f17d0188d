import type {Transport} from '../../coreClient/transport';
import {
    type GatewayName,
    formatGatewayName,
    formatStartName,
    parseGatewayName,
    parseStartName,
    pickLock,
} from './gatewayName';
import {holdLock} from './holdLock';
import {requestLock} from './requestLock';
import {pickTimeoutMs} from '../../../async/timeouts';
import {withinTime} from '../../../async/withinTime';

/** The gateway that a page is to join. */
interface PickedGateway {
    gateway: GatewayName;
    /** Its script has been loaded. */
    isRunning: boolean;
    /** No other page has asked for it yet. */
    isNew: boolean;
}

/** A page's search for a gateway. */
export function searchByLocks(locks: LockManager, newGateway: () => GatewayName) {
    const givenUp = new Set<string>();
    let claimed: {startId: string; release: () => void} | undefined;

    const release = () => {
        claimed?.release();
        claimed = undefined;
    };
    const claim = async (gateway: GatewayName) => {
        if (claimed?.startId !== gateway.startId) {
            release();
            let end: () => void = () => undefined;
            const ended = new Promise<void>((resolve) => (end = resolve));
            await holdLock(locks, formatStartName(gateway), ended, 'shared');
            claimed = {startId: gateway.startId, release: end};
        }
    };

    return {
        /** The gateway that was started last, running or still loading, else a new one. Other pages find it until `end`. */
        pick: (): Promise<PickedGateway> =>
            inTurn(locks, async () => {
                const {held = []} = await locks.query();
                // A page that watches a gateway has the lock too for a moment when the gateway dies, but shared.
                const running = held.map((lock) =>
                    lock.mode === 'exclusive' ? parseGatewayName(lock.name) : undefined,
                );
                const starting = held.map((lock) => parseStartName(lock.name));
                const [latest] = [...running, ...starting]
                    .filter((gateway) => gateway !== undefined)
                    .filter(({startId}) => !givenUp.has(startId))
                    .sort((a, b) => (a.startId < b.startId ? 1 : -1));
                const gateway = latest ?? newGateway();
                await claim(gateway);
                return {
                    gateway,
                    isRunning: running.some((name) => name?.startId === gateway.startId),
                    isNew: !latest,
                };
            }),
        /** It is not picked again. */
        giveUp: ({startId}: GatewayName): void => {
            givenUp.add(startId);
            release();
        },
        end: release,
    };
}

/** One page at a time, so that pages opened together do not each start a gateway. A page that hangs loses its turn. */
async function inTurn<T>(locks: LockManager, work: () => Promise<T>): Promise<T> {
    for (let isPatient = true; ; isPatient = !isPatient) {
        try {
            return await withinTime(pickTimeoutMs, (signal) =>
                requestLock(locks, pickLock, isPatient ? {signal} : {steal: true}, work),
            );
        } catch (reason) {
            if ((reason as Error).name !== 'AbortError') {
                throw reason;
            }
        }
    }
}

/** A gateway holds its lock as long as it lives: a page that waits for the lock learns of its end at once. */
export function watch(locks: LockManager, gateway: GatewayName, transport: Transport, onLost: () => void): Transport {
    const watching = new AbortController();
    requestLock(locks, formatGatewayName(gateway), {mode: 'shared', signal: watching.signal}, onLost).catch(
        () => undefined,
    );
    return {
        ...transport,
        leave: () => {
            watching.abort();
            transport.leave();
        },
    };
}
