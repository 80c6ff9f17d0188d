import type {Glue42Core} from '@glue42/core';
import type {Glue42Web} from '@glue42/web';
import type {Waiting} from '../async/waiting';
import type {ErrorCode} from '../values/busError';
import type {ChannelDefinition, LibSettings, Settings} from './settings/settings';

/** How this page reached the bus. */
export type Platform = 'desktop' | 'browser' | 'browserPlatform' | 'gateway' | 'embedded';

/** A connected bus. It may be lost and come back by itself, which `onStatus` reports. */
export interface Bus {
    platform: Platform;
    /** Null when the app's own factory asked for no bus at all (`skipInit`): everything stays inert, without error. */
    glue: Glue | null;
    /**
     * Calls the listener at every loss and every return; the first state is connected. A loss has a code if the user can
     * do something about it, such as log in again.
     */
    onStatus: (listener: (isConnected: boolean, reason?: string, code?: ErrorCode) => void) => () => void;
    /** Stays connected when it is left: others in the page use it too. What was done on it has to be undone one by one. */
    isShared?: boolean;
    /** Leaves the bus for good. */
    close: () => void | Promise<void>;
}

/** What a connector gets. */
export interface ConnectRequest extends Waiting {
    settings: Settings;
    libSettings: LibSettings;
    /** The name that other apps see. */
    application: string;
}

/** Connects to one platform. Waits for a bus that may still come, and rejects when that cannot change without a reload. */
export type Connect = (request: ConnectRequest) => Promise<Bus>;

export type Connectors = {[platform in Platform]: Connect};
/**
 * What this package uses of a client library of Glue42 or io.Connect, as it is when `patchGlue` has added what was missing.
 * Optional is what the configuration of the library, or the app's own factory, may leave out all the same.
 */
export interface Glue {
    version?: string;
    interop: Glue42Core.Interop.API;
    connection?: Glue42Core.Connection.API;
    contexts?: Contexts;
    channels?: Channels;
    windows: Windows;
    notifications: Notifications;
    /** Only on platforms that have intents of their own. */
    intents?: Intents;
    /** Only on platforms that start apps. */
    appManager?: AppManager;
    logger?: {consoleLevel?: (level: 'off') => void};
    /** Leaves the bus. */
    done: () => Promise<void>;
}

export type Instance = Glue42Core.Interop.Instance;
export type InvocationResult = Glue42Core.Interop.InvocationResult;
export type InvocationTarget = Glue42Core.Interop.InstanceTarget;
export type Method = Glue42Core.Interop.Method;
export type MethodDefinition = Glue42Core.Interop.MethodDefinition;
export type Stream = Glue42Core.Interop.Stream;
export type StreamSubscription = Glue42Core.Interop.StreamSubscription;
export type SubscriptionRequest = Glue42Core.Interop.SubscriptionRequest;
export type Subscription = Glue42Core.Interop.Subscription;

/** `_bridge` is private to the libraries: code that uses it tests its shape first. */
export type Contexts = Glue42Core.Contexts.API & {_bridge?: unknown};
export type GlueWithContexts = Glue & {contexts: Contexts};

export type ChannelContext = Glue42Web.Channels.ChannelContext;
type OnChannelChange = (callback: (name: string | undefined) => void) => () => void;

/** As the vendor has it, but a page may be on no channel. */
export interface Channels extends Omit<Glue42Web.Channels.API, 'my' | 'current' | 'changed' | 'onChanged' | 'add'> {
    my: () => string | undefined;
    current: () => string | undefined;
    changed: OnChannelChange;
    onChanged: OnChannelChange;
    add: (channel: ChannelDefinition) => Promise<ChannelContext>;
}

export interface GlueWindow {
    id: string;
    name: string;
    getURL: () => Promise<string>;
    focus: () => Promise<GlueWindow>;
    close: () => Promise<GlueWindow>;
}

interface OwnWindow {
    getContext?: () => Promise<unknown>;
    onContextUpdated?: (callback: (context: unknown) => void) => () => void;
}

export interface Windows {
    open: (name: string, url: string, options?: {[option: string]: unknown}) => Promise<GlueWindow>;
    list: () => GlueWindow[];
    findById: (id: string) => GlueWindow | undefined;
    /** The page's own, on platforms that opened it. */
    my?: () => OwnWindow | undefined;
}

export type NotificationSettings = Glue42Web.Notifications.RaiseOptions;
export interface RaisedNotification extends Partial<Pick<Glue42Web.Notifications.Notification, 'id' | 'actions'>> {
    onclick?(event?: Event): void;
    onaction?(event: {action: string}): void;
    /** Only in the browser's notifications: the method that a click should have invoked failed. */
    onerror?(event: {error: unknown; method?: string}): void;
    /** Only there: why the browser shows less of the notification than was asked for. */
    problem?: string;
}

export interface Notifications {
    maxActions?: number;
    raise: (settings: NotificationSettings) => Promise<RaisedNotification>;
}

/** What FDC3 needs of a platform's intents. */
interface Intents {
    all: () => Promise<{name: string; handlers: IntentHandler[]}[]>;
    raise: (request: IntentRequest) => Promise<{handler: IntentHandler; result?: unknown}>;
}

interface IntentHandler {
    /** An app that the platform can start, or a running instance. */
    type: 'app' | 'instance';
    applicationName: string;
    instanceId?: string;
}

interface IntentRequest {
    intent: string;
    context: {type: string; data: object};
    target?: {app: string};
    /** In milliseconds. */
    timeout: number;
}

/** What FDC3 needs of a platform that starts apps. */
interface AppManager {
    application: (name: string) => {start: (context?: object) => Promise<{id: string}>} | undefined;
}
