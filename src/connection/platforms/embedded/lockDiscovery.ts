import {BusError} from '../../../values/busError';
import {errorMessage} from '../../../values/errorMessage';
import type {Transport, TransportEvents, Connector} from '../../coreClient/transport';
import {NoResponseError, openTransport} from './workerTransport';
import {searchByLocks, watch} from './gatewayLocks';
import {type GatewayName, newPageName} from './gatewayName';
import {holdLock} from './holdLock';
import {startReport} from './startReport';
import {workerCheckIntervalMs, workerTimeoutMs} from '../../../async/timeouts';

export function lockConnector(locks: LockManager, newGateway: () => GatewayName): Connector {
    const page = newPageName();
    let close: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => (close = resolve));

    const connect = async (
        listener: TransportEvents,
        signal: AbortSignal,
        report: ReturnType<typeof startReport>,
    ): Promise<Transport> => {
        await keepPageLock(locks, page, closed).catch((reason) => {
            throw denied(reason);
        });
        const search = searchByLocks(locks, newGateway);
        // A gateway may be silent because the machine is slow: the next one gets more time.
        let patience = 1;
        try {
            for (;;) {
                const {gateway, isRunning, isNew} = await search.pick();
                signal.throwIfAborted();
                const limitMs =
                    gateway.kind === 'shared' || isRunning
                        ? workerTimeoutMs * patience
                        : isNew
                          ? Infinity
                          : workerCheckIntervalMs;
                try {
                    return watch(locks, gateway, await openTransport(gateway, page, limitMs, isNew), listener.onLost);
                } catch (reason) {
                    if (reason instanceof BusError) {
                        throw reason;
                    }
                    if (isRunning || !(reason instanceof NoResponseError)) {
                        search.giveUp(gateway);
                        patience++;
                        await report.failed(gateway, reason);
                    }
                }
            }
        } finally {
            search.end();
        }
    };

    return {
        connect: (listener, signal) => {
            const report = startReport(listener, signal);
            return report.during(connect(listener, signal, report));
        },
        close,
    };
}

/**
 * Holds the page's lock until the page closes the connection. The gateway waits for this lock in order to learn when the
 * page has gone, however it went. WebKit releases it when it keeps the page in its cache, from which the user may come back to it.
 */
async function keepPageLock(locks: LockManager, page: string, closed: Promise<void>): Promise<void> {
    const {held = []} = await locks.query();
    if (held.some((lock) => lock.name === page && lock.mode === 'exclusive')) {
        return;
    }
    await holdLock(locks, page, closed);
}

/** A browser whose user forbids third-party storage refuses a frame of another site. */
function denied(reason: unknown): Error {
    const around = document.referrer && ` at ${new URL(document.referrer).origin}`;
    const help =
        window.top === window
            ? `allow ${location.origin} to store data`
            : `this page, at ${location.origin}, is in a frame of another site${around}. Serve both under one host name (in a notebook ` +
              'at localhost: app.run(host="localhost")), open the page outside the frame, or allow third-party storage';
    return new BusError(
        'blocked',
        `The browser denies this page the locks and workers of the embedded Glue42 bus (${errorMessage(reason)}): ${help}.`,
    );
}
