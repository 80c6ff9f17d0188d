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
}

export interface ChannelDefinition {
    name: string;
    meta: {color: string; [key: string]: unknown};
    /** What the channel holds before an app publishes. */
    data?: object;
}

interface GatewaySettings {
    url?: string;
    /** What the gateway asks of those who join. */
    token?: string | null;
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
