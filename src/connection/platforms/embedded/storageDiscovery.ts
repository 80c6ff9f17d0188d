import {BusError} from '../../../values/busError';
import type {Transport, Connector} from '../../coreClient/transport';
import {NoResponseError, openTransport} from './workerTransport';
import {type GatewayName, formatGatewayName, lastGatewayKey, newPageName, parseGatewayName} from './gatewayName';
import {startReport} from './startReport';
import {workerLoadTimeoutMs} from '../../../async/timeouts';

/**
 * Plain http has no locks. There a page leaves word of the gateway that it starts, and whoever comes joins that one, which
 * starts a shared worker again if it ended. Nobody is told when a gateway dies, nor the gateway when a page crashes.
 */
export function storageConnector(newGateway: () => GatewayName): Connector {
    const page = newPageName();

    const connect = async (signal: AbortSignal, report: ReturnType<typeof startReport>): Promise<Transport> => {
        let own: GatewayName | undefined;
        const givenUp = new Set<string>();
        for (;;) {
            signal.throwIfAborted();
            const word = parseGatewayName(readAdvertisedGateway());
            const known = word && !givenUp.has(word.startId) ? word : own;
            const gateway = known ?? newGateway();
            if (!known) {
                if (gateway.kind === 'dedicated') {
                    throw new BusError(
                        'unsupported',
                        'The embedded Glue42 bus needs shared workers or locks, and this page has neither: serve it over https or from localhost.',
                    );
                }
                own = gateway;
                advertiseGateway(own);
            }
            try {
                const transport = await openTransport(gateway, page, workerLoadTimeoutMs, !known);
                const competingGateway = parseGatewayName(readAdvertisedGateway());
                if (
                    !competingGateway ||
                    competingGateway.startId === gateway.startId ||
                    givenUp.has(competingGateway.startId)
                ) {
                    return transport;
                }
                // Another page left word while this gateway started.
                transport.leave();
            } catch (reason) {
                if (reason instanceof BusError) {
                    throw reason;
                }
                if (gateway !== own || !(reason instanceof NoResponseError)) {
                    givenUp.add(gateway.startId);
                    own = undefined;
                    await report.failed(gateway, reason);
                }
            }
        }
    };

    return {
        connect: (listener, signal) => {
            const report = startReport(listener);
            return report.during(connect(signal, report));
        },
        close: () => undefined,
    };
}

// A browser may forbid the storage; then only this page's own word counts, and it starts a gateway for itself.
function readAdvertisedGateway(): string | null {
    try {
        return localStorage.getItem(lastGatewayKey);
    } catch {
        return null;
    }
}

function advertiseGateway(name: GatewayName): void {
    try {
        localStorage.setItem(lastGatewayKey, formatGatewayName(name));
    } catch {
        // See above.
    }
}
