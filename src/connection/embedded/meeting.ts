import {BusError} from '../../busError';
import {errorMessage} from '../../errorMessage';
import {scriptUrl} from '../../scriptUrl';
import type {Door, WayIn} from '../core/door';
import {NoAnswer, joinGateway, startGateway} from './door';
import {
    type GatewayName,
    formatGatewayName,
    lastGatewayKey,
    newGatewayName,
    newPageName,
    parseGatewayName,
    pickLock,
} from './gatewayName';

// How the pages of one origin find the one gateway. A shared worker is shared only by pages that load it from the same
// address, and apps at different prefixes load it from different ones. So they meet by means of the browser's locks: a
// running gateway is a held lock whose name says how to reach it.

/** This page's stay at the meeting point. */
export const openMeeting = (): WayIn => (navigator.locks ? meetByLocks(navigator.locks) : meetByStorage());

function newGateway(): GatewayName {
    return newGatewayName(typeof SharedWorker === 'undefined' ? 'dedicated' : 'shared', scriptUrl('dash_glue42.gateway.js'));
}

function meetByLocks(locks: LockManager): WayIn {
    const page = newPageName();
    let close: () => void = () => undefined;
    const closed = new Promise<void>(resolve => (close = resolve));
    // The gateway waits for this lock in order to learn when the page has gone, however it went. WebKit releases it when it
    // keeps the page in memory for the way back.
    const hold = async () => {
        const {held = []} = await locks.query();
        if (!held.some(lock => lock.name === page && lock.mode === 'exclusive')) {
            await new Promise<void>((resolve, reject) => {
                locks.request(page, () => {
                    resolve();
                    return closed;
                }).catch(reject);
            });
        }
    };

    const pick = async (onLost: () => void): Promise<Door> => {
        const running = await runningGateway(locks);
        if (running) {
            try {
                return watch(locks, running, await joinGateway(running, page), onLost);
            } catch {
                // It hangs or ended this moment. Ours will have the later boot, so the pages to come choose it.
            }
        }
        const own = newGateway();
        return watch(locks, own, await startGateway(own, page), onLost);
    };

    const pickPatiently = (onLost: () => void): Promise<Door> =>
        pick(onLost).catch(reason => {
            if (reason instanceof NoAnswer) {
                // On a machine with too much to do ours may have come to life meanwhile.
                return pick(onLost);
            }
            throw reason;
        });

    return {
        enter: async ({onLost}) => {
            await hold().catch(reason => {
                throw denied(reason);
            });
            // One page at a time, so that pages opened together do not each start a gateway.
            return locks.request(pickLock, () => pickPatiently(onLost));
        },
        close,
    };
}

/** A frame of another site is refused by a browser whose user forbids third-party storage. */
const denied = (reason: unknown): Error =>
    new BusError(
        'blocked',
        `The browser denies this page the locks and workers of the embedded Glue42 bus (${errorMessage(reason)}): open it outside ` +
            'the other site\'s frame, or allow third-party storage.',
    );

/** The gateway that started last, if any runs. */
async function runningGateway(locks: LockManager): Promise<GatewayName | undefined> {
    const {held = []} = await locks.query();
    return held
        // A page that watches a gateway has the lock too for a moment when the gateway dies, but shared.
        .map(lock => (lock.mode === 'exclusive' ? parseGatewayName(lock.name) : undefined))
        .filter(name => name !== undefined)
        .sort((a, b) => (a.boot < b.boot ? 1 : -1))[0];
}

/** A gateway holds its lock as long as it lives: who waits for the lock is told of its death at once. */
function watch(locks: LockManager, gateway: GatewayName, door: Door, onLost: () => void): Door {
    const watching = new AbortController();
    locks.request(formatGatewayName(gateway), {mode: 'shared', signal: watching.signal}, () => onLost()).catch(() => undefined);
    return {
        ...door,
        leave: () => {
            watching.abort();
            door.leave();
        },
    };
}

/**
 * Plain http has no locks. There a page leaves word of the gateway that it starts, and whoever comes joins that one, which
 * starts a shared worker again if it ended. Nobody is told when a gateway dies, nor the gateway when a page crashes.
 */
function meetByStorage(): WayIn {
    const page = newPageName();
    return {
        enter: async () => {
            const known = parseGatewayName(readWord());
            if (known) {
                try {
                    return await joinGateway(known, page);
                } catch {
                    // The app whose address it is may have gone.
                }
            }
            const own = newGateway();
            if (own.kind === 'dedicated') {
                throw new BusError(
                    'unsupported',
                    'The embedded Glue42 bus needs shared workers or locks, and this page has neither: serve it over https or from localhost.',
                );
            }
            leaveWord(own);
            const door = await startGateway(own, page);
            const rival = parseGatewayName(readWord());
            if (rival && rival.boot !== own.boot) {
                // Another page left word while ours started.
                door.leave();
                return joinGateway(rival, page);
            }
            return door;
        },
        close: () => undefined,
    };
}

// A browser may forbid the storage; then only this page's own word counts, and it starts a gateway for itself.
function readWord(): string | null {
    try {
        return localStorage.getItem(lastGatewayKey);
    } catch {
        return null;
    }
}

function leaveWord(name: GatewayName): void {
    try {
        localStorage.setItem(lastGatewayKey, formatGatewayName(name));
    } catch {
        // See above.
    }
}
