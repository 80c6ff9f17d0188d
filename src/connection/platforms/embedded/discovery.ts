import {scriptUrl} from '../../../bundle/scriptUrl';
import type {Connector} from '../../coreClient/transport';
import {type GatewayName, newGatewayName} from './gatewayName';
import {lockConnector} from './lockDiscovery';
import {storageConnector} from './storageDiscovery';

// How the pages of one origin find the one gateway. A shared worker is shared only by pages that load it from the same
// address, and apps at different prefixes load it from different ones. So discovery uses the browser's locks: a running
// gateway is a held lock whose name says how to reach it.

/** How this page finds the gateway of its origin. */
export const createConnector = (): Connector =>
    navigator.locks ? lockConnector(navigator.locks, newGateway) : storageConnector(newGateway);

function newGateway(): GatewayName {
    return newGatewayName(
        typeof SharedWorker === 'undefined' ? 'dedicated' : 'shared',
        scriptUrl('dash_glue42.embedded.js'),
    );
}
