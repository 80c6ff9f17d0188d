import '@glue42/gateway-web/web/gateway-web.js';

import {withoutUnsafePaths} from '../../../values/contextPaths';
import {errorMessage} from '../../../values/errorMessage';
import {type Engine, type EngineClient, clientLimits} from '../../../values/gatewayEngine';
import type {GatewayMessage} from '../../coreClient/transport';
import {holdLock} from './holdLock';
import {type Envelope, type GatewayPort, type Join, type ToGateway, isEnvelope} from './protocol';

// The worker that is the embedded bus: the vendor's gateway, and a port for every page. It runs as a shared worker, or
// where the browser has none as the worker of one page, reached over BroadcastChannels.

interface WorkerScope {
    name: string;
    gateway_web: {
        core: {create: (config: object) => Engine<GatewayMessage>; configure_logging: (config: object) => void};
    };
    onconnect?: ((event: MessageEvent) => void) | null;
}

const scope = self as unknown as WorkerScope;
const {create, configure_logging} = scope.gateway_web.core;
configure_logging({level: 'error'});
const gateway = create({clients: clientLimits});
// The lock comes first: a page that found no lock starts a gateway of its own.
const started = holdOwnLock().then(() => gateway.start());
// Each page that joins gets the reason; here it only must not count as unhandled.
started.catch(() => undefined);

/** Held until the worker ends. Plain http has no locks: pages find the gateway by localStorage there. */
async function holdOwnLock(): Promise<void> {
    if (navigator.locks) {
        await holdLock(navigator.locks, scope.name, new Promise(() => undefined));
    }
}

function serve(channel: GatewayPort, page: string): void {
    let client: EngineClient<GatewayMessage> | undefined;
    let isGone = false;
    const watch = new AbortController();
    const leave = () => {
        isGone = true;
        watch.abort();
        client?.disconnect();
        channel.close();
    };
    channel.onmessage = ({data}) => {
        if (!isEnvelope(data)) {
            client?.send(withoutUnsafePaths(data));
        } else if (data.dashGlue42.type === 'leave') {
            leave();
        }
    };
    // The page holds this lock as long as it lives, so that its end is known however it ended.
    navigator.locks?.request(page, {mode: 'shared', signal: watch.signal}, leave).catch(() => undefined);
    started
        .then(() => gateway.connect((_, message) => channel.postMessage(message)))
        .then((joined) => {
            client = joined;
            if (isGone) {
                joined.disconnect();
            } else {
                channel.postMessage({dashGlue42: {type: 'joined'}});
            }
        })
        .catch((reason) => channel.postMessage({dashGlue42: {type: 'refused', message: errorMessage(reason)}}));
}

const isJoin = (message: ToGateway): message is Envelope<Join> =>
    isEnvelope(message) && message.dashGlue42.type === 'join';

function awaitJoin(entrance: Pick<GatewayPort, 'onmessage'>, channelFor: (join: Join) => GatewayPort): void {
    entrance.onmessage = ({data}) => {
        if (isJoin(data)) {
            serve(channelFor(data.dashGlue42), data.dashGlue42.page);
        }
    };
}

if ('onconnect' in scope) {
    scope.onconnect = ({ports: [port]}) => port && awaitJoin(port, () => port);
} else {
    // The page that runs this worker speaks to it directly; its leaving must not end the worker, which serves others too.
    const owner = scope as unknown as GatewayPort;
    awaitJoin(owner, () => ({
        set onmessage(listener: GatewayPort['onmessage']) {
            owner.onmessage = listener;
        },
        postMessage: (message) => owner.postMessage(message),
        close: () => undefined,
    }));
    awaitJoin(new BroadcastChannel(scope.name), ({replyChannel}) => new BroadcastChannel(replyChannel!));
}
