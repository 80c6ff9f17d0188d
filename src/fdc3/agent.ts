import type {Context} from '@finos/fdc3-context';
import type {
    AppIdentifier,
    AppIntent,
    Channel,
    ContextHandler,
    ImplementationMetadata,
    IntentHandler,
    IntentResolution,
    Listener,
} from '@finos/fdc3-standard';
import {type Problem} from '../values/busError';

/** What a listener says of its intent to those who look for one. */
export interface IntentOffer {
    contextTypes?: string[];
    resultType?: string;
    displayName?: string;
    /** Called when the intent could not be offered, and with null when it is. May be called again, as the bus comes and goes. */
    onOutcome?: (failure: Problem | null) => void;
}

/** One of several apps that could handle an intent: a running instance, or (without `instanceId`) an app that would be started. */
export interface IntentChoice extends AppIdentifier {
    intent: string;
    name?: string;
    title?: string;
}

/** Chooses the app for an intent; null: none. */
export type ChooseApp = (choices: IntentChoice[]) => Promise<IntentChoice | null>;

/**
 * What the components use of a desktop agent: the calls of FDC3 2.2 that are not deprecated, with what our own agent takes
 * besides. One of another maker ignores that. Calls reject with an Error whose message is a name of the standard's error
 * lists, such as "NoAppsFound", or with a BusError.
 */
export interface Fdc3Agent {
    /** Whose it is: one in the page (`window.fdc3`), one around the page, or ours over the bus. */
    kind: 'window' | 'web' | 'bus';
    getInfo: () => Promise<ImplementationMetadata>;

    broadcast: (context: Context) => Promise<void>;
    addContextListener: (contextType: string | null, handler: ContextHandler) => Promise<Listener>;

    getUserChannels: () => Promise<Channel[]>;
    getCurrentChannel: () => Promise<Channel | null>;
    joinUserChannel: (channelId: string) => Promise<void>;
    leaveCurrentChannel: () => Promise<void>;
    getOrCreateChannel: (channelId: string) => Promise<Channel>;
    /** Calls the listener after every change of the page's user channel. Returns what ends that. */
    onChannelChanged: (listener: () => void) => () => void;

    addIntentListener: (intent: string, handler: IntentHandler, offer?: IntentOffer) => Promise<Listener>;
    raiseIntent: (
        intent: string,
        context: Context,
        app?: AppIdentifier,
        choose?: ChooseApp,
    ) => Promise<IntentResolution>;
    raiseIntentForContext: (context: Context, app?: AppIdentifier, choose?: ChooseApp) => Promise<IntentResolution>;
    findIntent: (intent: string, context?: Context, resultType?: string) => Promise<AppIntent>;
    findIntentsByContext: (context: Context, resultType?: string) => Promise<AppIntent[]>;
}
