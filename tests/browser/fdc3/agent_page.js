// A desktop agent of FINOS's web implementation, for the apps that this page frames or opens. `startAgent(urls)` starts it:
// the apps that it knows, by their appIds.
import {BasicDirectory, ChannelType, DefaultFDC3Server} from '@finos/fdc3-web-impl';

// It notes each reconnection.
console.log = () => undefined;

const createContext = () => {
    const instances = new Map();
    const ports = new Map();
    return {
        ports,
        createUUID: () => crypto.randomUUID(),
        post: async (message, id) => void ports.get(id)?.postMessage(message),
        open: async () => Promise.reject(new Error('AppNotFound')),
        setFDC3Server: () => undefined,
        setInstanceDetails: (id, details) => {
            instances.set(id, details);
            // An app that has been reloaded is the same instance, over a new port.
            ports.set(details.instanceId, ports.get(id));
        },
        getInstanceDetails: (id) => instances.get(id),
        setAppState: async (id, state) => void Object.assign(instances.get(id) ?? {}, {state}),
        getConnectedApps: async () => [...instances.values()],
        getAllApps: async () => [...instances.values()],
        isAppConnected: async (id) => instances.has(id),
        log: () => undefined,
        provider: () => 'FINOS',
        providerVersion: () => '1',
        fdc3Version: () => '2.2',
        narrowIntents: async (_raiser, appIntents) => appIntents,
    };
};

window.startAgent = (urls) => {
    const listensFor = {ViewQuote: {contexts: ['fdc3.instrument']}};
    const apps = Object.entries(urls).map(([appId, url]) => ({
        appId,
        title: appId,
        type: 'web',
        details: {url},
        interop: {intents: {listensFor}},
    }));
    const userChannels = ['one', 'two'].map((id) => ({
        id,
        type: ChannelType.user,
        context: [],
        displayMetadata: {name: `Channel ${id}`, color: 'red'},
    }));
    const context = createContext();
    const server = new DefaultFDC3Server(context, new BasicDirectory(apps), userChannels, false);
    window.addEventListener('message', ({data, source, origin}) => {
        if (data?.type !== 'WCP1Hello') {
            return;
        }
        const instanceId = crypto.randomUUID();
        const {port1, port2} = new MessageChannel();
        context.ports.set(instanceId, port1);
        port1.onmessage = (event) => void server.receive(event.data, instanceId);
        const app = apps.find(({details}) => details.url === data.payload.identityUrl);
        if (app) {
            context.setInstanceDetails(instanceId, {appId: app.appId, instanceId, state: 0});
        }
        const {connectionAttemptUuid} = data.meta;
        const payload = {fdc3Version: '2.2', intentResolverUrl: false, channelSelectorUrl: false};
        const meta = {connectionAttemptUuid, timestamp: new Date()};
        source.postMessage({type: 'WCP3Handshake', meta, payload}, origin, [port2]);
    });
};
