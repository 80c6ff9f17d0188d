import type {Context} from '@finos/fdc3-context';
import type {
    AppIdentifier,
    Channel,
    ContextHandler,
    DesktopAgent,
    EventHandler,
    ImplementationMetadata,
    IntentHandler,
} from '@finos/fdc3-standard';
import packageJson from '../../../package.json';
import {keepResult} from '../../async/keepResult';
import type {Connection} from '../../connection/connection';
import type {ChooseApp, Fdc3Agent, IntentOffer} from '../agent';
import {Fdc3Error} from '../fdc3Error';
import {asIdentifier, requireContext, requireFunction, requireName, typeAndHandler} from './checks';
import {createCollaboration} from './collaboration';
import {contextChannel, listenerOf} from './contextChannel';
import {type Apps, createDirectory} from './directory';
import {findIntent, findIntentsByContext} from './findIntents';
import {listenToIntent} from './listenToIntent';
import {type OnBus, contextsOf, onBus} from './onBus';
import {ownIdentifier, runningApps} from './peers';
import {type RaiseParts, raiseIntent, requirePresent} from './raiseIntent';
import {createStartContext} from './startContext';
import {createUserChannels} from './userChannels';
import {privateChannelPrefix} from './wire';

/** Our desktop agent: FDC3 2.2 over the page's Interop bus, without a central server. It lives as long as the page. */
export function createBusAgent(connection: Connection, apps: Apps): Fdc3Agent & DesktopAgent {
    const collaboration = createCollaboration(connection);
    const userChannels = createUserChannels(connection);
    // Few apps have private channels, or start others.
    const privateChannels = keepResult(async () => {
        const {createPrivateChannels} = await import(/* webpackChunkName: "fdc3Private" */ './privateChannels');
        return createPrivateChannels(connection, collaboration);
    });
    const readDirectory = createDirectory(apps);
    const agent = {
        ...channelCalls(connection, userChannels),
        createPrivateChannel: async () => (await privateChannels()).create(),
    };
    const open = async (on: OnBus, appId: string, context?: Context) => {
        const {openApp} = await import(/* webpackChunkName: "fdc3Open" */ './openApp');
        return openApp(on, await readDirectory(), collaboration, appId, context);
    };
    const partsOf = async (): Promise<RaiseParts> => ({
        directory: await readDirectory(),
        launch: open,
        channelOf: async ({id, type}, from) =>
            type === 'private' ? (await privateChannels()).join(id, from) : agent.getOrCreateChannel(id),
    });
    return {
        kind: 'bus',
        ...agent,
        ...intentCalls(connection, partsOf),
        ...appCalls(connection, readDirectory),
        open: async (app: AppIdentifier | string, context?: Context) => {
            const given = context && requireContext(context);
            return onBus(connection, (on) => open(on, asIdentifier(app)?.appId ?? '', given));
        },
    };
}

type UserChannels = ReturnType<typeof createUserChannels>;

function channelCalls(connection: Connection, userChannels: UserChannels) {
    const startContext = createStartContext(connection);
    return {
        broadcast: userChannels.broadcast,
        addContextListener: async (...args: [string | null, ContextHandler] | [ContextHandler]) => {
            const [type, handler] = typeAndHandler(args);
            const listener = await userChannels.addListener(type, handler);
            const leave = startContext.add({type, handler});
            return {
                unsubscribe: async () => {
                    leave();
                    await listener.unsubscribe();
                },
            };
        },
        addEventListener: async (type: 'userChannelChanged' | null, handler: EventHandler) => {
            requireFunction(handler);
            return listenerOf(
                type === null || type === 'userChannelChanged' ? userChannels.onEvent(handler) : () => undefined,
            );
        },
        onChannelChanged: (listener: () => void) => userChannels.onEvent(() => listener()),
        getUserChannels: userChannels.all,
        getSystemChannels: userChannels.all,
        getCurrentChannel: userChannels.current,
        joinUserChannel: userChannels.join,
        joinChannel: userChannels.join,
        leaveCurrentChannel: userChannels.leave,
        getOrCreateChannel: (id: string) => getOrCreateChannel(connection, userChannels, id),
    };
}

/** An app channel is a shared context of its id. It exists for as long as the bus does. */
async function getOrCreateChannel(connection: Connection, userChannels: UserChannels, id: string): Promise<Channel> {
    // The client libraries fail, or never answer, for a context with the name of what every object has.
    if (typeof id !== 'string' || !id || id in {}) {
        throw new Fdc3Error('CreationFailed');
    }
    if (id.startsWith(privateChannelPrefix)) {
        throw new Fdc3Error('AccessDenied');
    }
    const userChannel = (await userChannels.all()).find((channel) => channel.id === id);
    if (userChannel) {
        return userChannel;
    }
    await onBus(connection, async ({glue}) => {
        const contexts = contextsOf(glue);
        if (!contexts.all().includes(id)) {
            await contexts.update(id, {});
        }
    });
    return contextChannel(connection, {id, type: 'app', contextName: id});
}

function intentCalls(connection: Connection, partsOf: () => Promise<RaiseParts>) {
    type Options = [app?: AppIdentifier | string, choose?: ChooseApp];
    const raise = async (intent: string | undefined, given: Context, ...[app, choose]: Options) => {
        const context = requireContext(given);
        const parts = await partsOf();
        return onBus(connection, (on) => raiseIntent(on, parts, {intent, context, wanted: asIdentifier(app), choose}));
    };
    return {
        raiseIntent: async (intent: string, context: Context, ...options: Options) => {
            requireName(intent);
            return raise(intent, context, ...options);
        },
        raiseIntentForContext: async (context: Context, ...options: Options) => raise(undefined, context, ...options),
        findIntent: async (intent: string, context?: Context, resultType?: string) => {
            const {directory} = await partsOf();
            return onBus(connection, ({glue}) => findIntent(glue, directory, intent, context, resultType));
        },
        findIntentsByContext: async (context: Context, resultType?: string) => {
            const {directory} = await partsOf();
            return onBus(connection, ({glue}) => findIntentsByContext(glue, directory, context, resultType));
        },
        addIntentListener: async (intent: string, handler: IntentHandler, offer?: IntentOffer) => {
            requireFunction(handler);
            requireName(intent);
            return listenToIntent(connection, intent, handler, offer ?? (await declaredOffer(intent)));
        },
    };

    /** A script says no more than the intent: the rest is in its record. */
    async function declaredOffer(intent: string): Promise<IntentOffer> {
        const {directory} = await partsOf();
        return onBus(connection, ({glue}) => {
            const {contexts, ...declared} = directory.recordOf(ownIdentifier(glue).appId)?.intents[intent] ?? {};
            return {contextTypes: contexts, ...declared};
        });
    }
}

function appCalls(connection: Connection, readDirectory: ReturnType<typeof createDirectory>) {
    return {
        findInstances: async (app: AppIdentifier) => {
            const {recordOf, isSameApp, missing} = await readDirectory();
            return onBus(connection, ({glue}) => {
                const instances = runningApps(glue).filter(({appId}) => isSameApp(appId, app?.appId));
                if (!instances.length && !recordOf(app?.appId)) {
                    throw missing('NoAppsFound');
                }
                return instances;
            });
        },
        getAppMetadata: async (app: AppIdentifier) => {
            const directory = await readDirectory();
            return onBus(connection, ({glue}) => {
                const {appId, instanceId} = app ?? {};
                requirePresent(glue, directory, {appId, instanceId});
                const metadata = directory.recordOf(appId)?.metadata ?? {appId, name: appId};
                return {...metadata, ...(instanceId && {instanceId})};
            });
        },
        getInfo: async (): Promise<ImplementationMetadata> => {
            const {recordOf} = await readDirectory();
            return onBus(connection, ({glue}) => {
                const {appId, instanceId} = ownIdentifier(glue);
                return {
                    fdc3Version: '2.2',
                    provider: packageJson.name,
                    providerVersion: packageJson.version,
                    optionalFeatures: {
                        OriginatingAppMetadata: true,
                        UserChannelMembershipAPIs: true,
                        DesktopAgentBridging: false,
                    },
                    appMetadata: {...(recordOf(appId)?.metadata ?? {appId, name: appId}), instanceId},
                };
            });
        },
    };
}
