import type {Glue} from '../bus';

/** The `settings` of a `Glue42` component, as Python sent them. */
export interface Settings {
    type?: 'client' | 'platform' | 'gateway' | 'embedded';
    application?: string;
    web?: LibrarySettings;
    webPlatform?: LibrarySettings;
    desktop?: LibrarySettings;
    gateway?: GatewaySettings;
    /** Whose pages may be this page's platform, or may join it when it is one, besides those of its own origin. */
    trustedOrigins?: string[] | null;
    /** The channels of a bus whose platform brings none; absent: a default set. */
    channels?: ChannelDefinition[];
    fdc3?: Fdc3Settings | null;
}

/** Checked by fdc3/settings.ts, which only pages with FDC3 load. */
export interface Fdc3Settings {
    /** Which desktop agent the page uses; auto (default): the first that is there. */
    agent?: 'auto' | 'window' | 'web' | 'bus' | null;
    /** The app's name in an app directory; absent: the name that other apps on the bus see. */
    appId?: string | null;
    /** The app directory of our own agent: AppD records, or the address of them. */
    apps?: string | object[] | null;
    /** How an agent around the page finds the app in its directory; absent: the address of the Dash app. */
    identityUrl?: string | null;
    /** How long an agent in or around the page may take to answer, in milliseconds. */
    timeoutMs?: number | null;
    /** Whether an agent around the page may show its own selector of channels, and its resolver of intents. */
    channelSelector?: boolean | null;
    intentResolver?: boolean | null;
}

export interface ChannelDefinition {
    name: string;
    meta: {color: string; [key: string]: unknown};
    /** What the channel holds before an app publishes. */
    data?: object;
}

interface GatewaySettings {
    url?: string;
    /** The name of one of the gateway's buses; absent: that of the url, or its default one. */
    bus?: string | null;
    /** What the gateway asks of those who join. */
    token?: string | null;
    /** Instead of a token: where the app's server gives one to pages whose user is logged in. */
    tokenUrl?: string | null;
    /** Instead of a token: how the client library logs in at a gateway with users of its own. */
    auth?: object | null;
    /** After how many attempts a first connection has failed; absent: never. */
    reconnectAttempts?: number | null;
    /** Between two attempts, in milliseconds. */
    reconnectInterval?: number | null;
    /** After how much silence, in milliseconds, the gateway is asked for a sign of life, which may take as long again. */
    heartbeatInterval?: number | null;
    /** Anything else is for the client library's own `gateway` configuration. */
    [key: string]: unknown;
}

interface LibrarySettings {
    config?: {[key: string]: unknown};
}

/** What a script in `assets/` may put into `window.glue42dash.libSettings`. */
export interface LibSettings {
    web?: LibraryHooks;
    webPlatform?: LibraryHooks;
    desktop?: LibraryHooks;
}

export interface LibraryHooks {
    factory?: LibraryFactory;
    libraries?: ((glue: Glue, config: object) => Promise<void>)[];
}

export type LibraryFactory = (config: object) => Promise<Glue | {skipInit: true}>;
