import {BusError} from '../../../values/busError';
import type {Door, WayIn} from '../../coreClient/transport';
import {NoAnswer, openDoor} from './workerTransport';
import {type GatewayName, formatGatewayName, lastGatewayKey, newPageName, parseGatewayName} from './gatewayName';
import {startReport} from './startReport';

// Nothing tells here whether a gateway loads or hangs.
const silenceMs = 30000;

/**
 * Plain http has no locks. There a page leaves word of the gateway that it starts, and whoever comes joins that one, which
 * starts a shared worker again if it ended. Nobody is told when a gateway dies, nor the gateway when a page crashes.
 */
export function meetByStorage(newGateway: () => GatewayName): WayIn {
    const page = newPageName();

    const enter = async (signal: AbortSignal, report: ReturnType<typeof startReport>): Promise<Door> => {
        let own: GatewayName | undefined;
        const givenUp = new Set<string>();
        for (;;) {
            signal.throwIfAborted();
            const word = parseGatewayName(readWord());
            const known = word && !givenUp.has(word.boot) ? word : own;
            const gateway = known ?? newGateway();
            if (!known) {
                if (gateway.kind === 'dedicated') {
                    throw new BusError(
                        'unsupported',
                        'The embedded Glue42 bus needs shared workers or locks, and this page has neither: serve it over https or from localhost.',
                    );
                }
                own = gateway;
                leaveWord(own);
            }
            try {
                const door = await openDoor(gateway, page, silenceMs, !known);
                const rival = parseGatewayName(readWord());
                if (!rival || rival.boot === gateway.boot || givenUp.has(rival.boot)) {
                    return door;
                }
                // Another page left word while this gateway started.
                door.leave();
            } catch (reason) {
                if (reason instanceof BusError) {
                    throw reason;
                }
                if (gateway !== own || !(reason instanceof NoAnswer)) {
                    givenUp.add(gateway.boot);
                    own = undefined;
                    await report.failed(gateway, reason);
                }
            }
        }
    };

    return {
        enter: (listener, signal) => {
            const report = startReport(listener);
            return report.during(enter(signal, report));
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
