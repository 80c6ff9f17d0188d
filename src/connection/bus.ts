import type {Glue42Core} from '@glue42/core';
import type {Waiting} from '../async/waiting';
import type {LibSettings, Settings} from './settings/settings';

/** How this page reached the bus. */
export type Platform = 'desktop' | 'browser' | 'browserPlatform' | 'gateway' | 'embedded';

/** What every client library of Glue42 and io.Connect offers; the rest differs from platform to platform. */
export interface Glue {
    version?: string;
    interop: Glue42Core.AGM.API;
    connection?: Glue42Core.Connection.API;
    // The client libraries' boundary: each has APIs of its own.
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    [api: string]: any;
}

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
