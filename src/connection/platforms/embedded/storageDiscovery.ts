import {BusError} from '../../../values/busError';
import type {Transport, Connector} from '../../coreClient/transport';
import {NoResponseError, openTransport} from './workerTransport';
import {type GatewayName, formatGatewayName, lastGatewayKey, newPageName, parseGatewayName} from './gatewayName';
import {startReport} from './startReport';
import {workerLoadTimeoutMs} from '../../../async/timeouts';

/**
 * Plain http has no locks. There a page advertises the gateway that it starts in localStorage, and later pages join it. That
 * starts its shared worker again if it has ended. Pages do not learn that a gateway died, nor it that a page crashed.
 */
export function storageConnector(newGateway: () => GatewayName): Connector {
    const page = newPageName();

    const connect = async (signal: AbortSignal, report: ReturnType<typeof startReport>): Promise<Transport> => {
        let own: GatewayName | undefined;
        const givenUp = new Set<string>();
        for (;;) {
            signal.throwIfAborted();
            const advertised = parseGatewayName(readAdvertisedGateway());
            const current = advertised && !givenUp.has(advertised.startId) ? advertised : own;
            const gateway = current ?? newGateway();
            if (!current) {
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
                const transport = await openTransport(gateway, page, workerLoadTimeoutMs, !current);
                const competingGateway = parseGatewayName(readAdvertisedGateway());
                if (
                    !competingGateway ||
                    competingGateway.startId === gateway.startId ||
                    givenUp.has(competingGateway.startId)
                ) {
                    return transport;
                }
                // Another page advertised its gateway while this one started.
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
            const report = startReport(listener, signal);
            return report.during(connect(signal, report));
        },
    };
}

// A browser may forbid the storage; then this page starts a gateway for itself.
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
