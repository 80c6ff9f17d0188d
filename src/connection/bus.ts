import type {Glue42Core} from '@glue42/core';
import type {Waiting} from '../async/waiting';
import type {LibSettings, Settings} from './settings/settings';
import type {ChannelDefinition} from './settings/settings';

/** How this page reached the bus. */
export type Platform = 'desktop' | 'browser' | 'browserPlatform' | 'gateway' | 'embedded';

/** A connected bus. It may be lost and come back by itself; `onStatus` tells. */
export interface Bus {
    platform: Platform;
    isEnterprise: boolean;
    /** Null when the app's own factory asked for no bus at all (`skipInit`): everything stays inert, without error. */
    glue: Glue | null;
    /** Calls the listener at every loss and every return; the first state is connected. */
    onStatus: (listener: (isConnected: boolean, reason?: string) => void) => () => void;
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
    logger?: {consoleLevel?: (level: 'off') => void};
    /** Leaves the bus. */
    done: () => Promise<void>;
}

export type Instance = Glue42Core.Interop.Instance;
export type InvocationResult = Glue42Core.Interop.InvocationResult;
export type InvocationTarget = Glue42Core.Interop.InstanceTarget;
export type MethodDefinition = Glue42Core.Interop.MethodDefinition;

/** `_bridge` is private to the libraries: code that uses it tests its shape first. */
export type Contexts = Glue42Core.Contexts.API & {_bridge?: unknown};
export type GlueWithContexts = Glue & {contexts: Contexts};

interface Data {
    [key: string]: unknown;
}

/** What the context of a channel holds. All client libraries store channels in this form, so that they share them. */
export interface ChannelContext {
    name: string;
    meta: {color?: string; [key: string]: unknown};
    data: Data;
}

export type OnChannelData = (data: Data, context: ChannelContext, updaterId?: string) => void;
export type OnChannelChange = (name: string | undefined) => void;

export interface Channels {
    all: () => Promise<string[]>;
    list: () => Promise<ChannelContext[]>;
    get: (name: string) => Promise<ChannelContext>;
    join: (name: string) => Promise<void>;
    leave: () => Promise<void>;
    my: () => string | undefined;
    current: () => string | undefined;
    changed: (callback: OnChannelChange) => () => void;
    onChanged: (callback: OnChannelChange) => () => void;
    /** Subscribes to the data of the channel that the page is on, also after it has joined another one. */
    subscribe: (callback: OnChannelData) => () => void;
    subscribeFor: (name: string, callback: OnChannelData) => Promise<() => void>;
    publish: (data: Data, name?: string) => Promise<void>;
    add: (channel: ChannelDefinition) => Promise<ChannelContext>;
}

export interface GlueWindow {
    id: string;
    name: string;
    getURL: () => Promise<string>;
    focus: () => Promise<GlueWindow>;
    close: () => Promise<GlueWindow>;
}

export interface Windows {
    open: (name: string, url: string, options?: Data) => Promise<GlueWindow>;
    list: () => GlueWindow[];
    findById: (id: string) => GlueWindow | undefined;
}

/** The method that a click on a notification invokes. */
interface InteropCall {
    method: string;
    arguments?: object;
    target?: InvocationTarget;
}

interface NotificationAction {
    action: string;
    title: string;
    icon?: string;
    interop?: InteropCall;
}

export interface GlueNotificationOptions extends NotificationOptions {
    title: string;
    clickInterop?: InteropCall;
    actions?: NotificationAction[];
    [option: string]: unknown;
}

export interface RaisedNotification {
    id?: string;
    actions?: NotificationAction[];
    onclick?(event?: Event): void;
    onaction?(event: {action: string}): void;
    /** Only in the browser's notifications: the method that a click should have invoked failed. */
    onerror?(event: {error: unknown; method?: string}): void;
    /** Only there: why the browser shows less of the notification than was asked for. */
    problem?: string;
}

export interface Notifications {
    maxActions?: number;
    raise: (options: GlueNotificationOptions) => Promise<RaisedNotification>;
}
