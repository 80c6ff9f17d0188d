import {BusError} from '../../../values/busError';
import {connectCore} from '../../coreClient/connectCore';
import type {Connect} from '../../bus';
import {createConnector} from './discovery';

/** The bus inside the browser: the vendor's gateway in a worker that all pages of one origin share. */
export const connect: Connect = async ({settings, application, onWaiting, signal}) => {
    refuseOpaqueOrigin();
    return connectCore({
        platform: 'embedded',
        application,
        appId: settings.fdc3?.appId,
        connector: createConnector(),
        name: 'The embedded Glue42 bus',
        onWaiting,
        signal,
    });
};

/** A sandboxed frame has an origin to itself: no worker, no lock and no storage would be shared with another page. */
function refuseOpaqueOrigin(): void {
    if (window.origin === 'null') {
        throw new BusError(
            'unsupported',
            'The embedded Glue42 bus cannot work in a sandboxed frame: add allow-same-origin to the sandbox attribute of its iframe.',
        );
    }
}
