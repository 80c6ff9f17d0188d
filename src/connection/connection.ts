import {BusError, type Problem} from '../busError';
import {connectBrowser} from './browser';
import {connectBrowserPlatform} from './browserPlatform';
import type {Bus, Platform} from './bus';
import {choosePlatform} from './choosePlatform';
import {connectProblem} from './connectProblem';
import {connectEmbedded} from './embedded/embedded';
import {readLibSettings} from './libSettings';
import {pageTitle} from './pageTitle';
import type {PrepareGlue} from './prepareGlue';
import type {LibSettings, Settings} from './settings';
import {settingsProblem} from './settingsProblem';
import type {Connect} from './strategy';

type Status = 'connecting' | 'connected' | 'disconnected' | 'failed';

/** The state of the page's one connection. `absent`: no Glue42 component is in the page (yet). */
export interface ConnectionState {
    status: 'absent' | Status;
    platform?: Platform;
    bus?: Bus;
    /** Why connecting failed or takes long, or why the connection was lost. */
    error?: Problem;
}

export interface Connection {
    state: () => ConnectionState;
    subscribe: (listener: () => void) => () => void;
    /** Connects the page. Returns what disconnects it. Throws when the page has a connection already. */
    open: (settings: Settings | undefined) => () => void;
}

/** What a connection is made of; tests put in their own. */
interface ConnectionParts {
    strategies: {[platform in Platform]: Connect};
    choosePlatform: (settings: Settings, libSettings: LibSettings) => Platform | Promise<Platform>;
    readLibSettings: () => LibSettings;
    /** Makes what a client library gave fit for the components. */
    loadPrepareGlue: () => Promise<PrepareGlue>;
    /** The name that other apps see unless the settings give another. */
    application: string;
}

interface Opening {
    stopFollowing?: () => void;
}

export function createConnection(parts: ConnectionParts): Connection {
    let state: ConnectionState = {status: 'absent'};
    const listeners = new Set<() => void>();
    // The opening in force. Whatever an earlier one still has under way is closed as soon as it settles.
    let current: Opening | undefined;

    const publish = (next: ConnectionState) => {
        state = next;
        [...listeners].forEach(listener => listener());
    };

    const connect = async (opening: Opening, settings: Settings | undefined) => {
        const isCurrent = () => current === opening;
        const isConnecting = () => isCurrent() && state.status === 'connecting';
        let platform: Platform | undefined;
        try {
            const problem = settingsProblem(settings);
            if (problem) {
                throw new BusError('invalid_setting', problem);
            }
            const given = settings ?? {};
            const libSettings = parts.readLibSettings();
            platform = await parts.choosePlatform(given, libSettings);
            if (!isCurrent()) {
                return;
            }
            const application = given.application?.trim() || parts.application;
            const onWaiting = (problem: Problem) => isConnecting() && publish({status: 'connecting', platform, error: problem});
            const connecting = parts.strategies[platform]({settings: given, libSettings, application, onWaiting});
            // Fetched side by side with the client library, which is the larger.
            const [bus, prepareGlue] = await Promise.all([connecting, parts.loadPrepareGlue()]).catch(reason => {
                connecting.then(leave, () => undefined);
                throw reason;
            });
            try {
                if (bus.glue) {
                    prepareGlue(bus.glue, given);
                }
            } catch (reason) {
                leave(bus);
                throw reason;
            }
            if (isCurrent()) {
                follow(opening, bus);
            } else {
                leave(bus);
            }
        } catch (reason) {
            if (isCurrent()) {
                publish({status: 'failed', platform, error: connectProblem(reason)});
            }
        }
    };

    const follow = (opening: Opening, bus: Bus) => {
        const {platform} = bus;
        opening.stopFollowing = bus.onStatus((isConnected, reason) => {
            publish(
                isConnected
                    ? {status: 'connected', platform, bus}
                    : {status: 'disconnected', platform, bus, error: {code: 'connection_lost', message: reason || 'The connection to the Glue42 bus was lost.'}},
            );
        });
        publish({status: 'connected', platform, bus});
    };

    return {
        state: () => state,
        subscribe: listener => {
            listeners.add(listener);
            return () => void listeners.delete(listener);
        },
        open: settings => {
            if (current) {
                throw new BusError('name_taken', 'This page has a Glue42 component already; keep only one.');
            }
            const opening: Opening = {};
            current = opening;
            publish({status: 'connecting'});
            void connect(opening, settings);
            return () => {
                if (current !== opening) {
                    return;
                }
                current = undefined;
                opening.stopFollowing?.();
                const {bus} = state;
                publish({status: 'absent'});
                if (bus) {
                    leave(bus);
                }
            };
        },
    };
}

/** Leaves for good. A bus that cannot be left any more is gone already. */
function leave(bus: Bus): void {
    Promise.resolve()
        .then(() => bus.close())
        .catch(() => undefined);
}

/** The page's one connection. */
export const connection: Connection = createConnection({
    strategies: {
        desktop: async request => (await import(/* webpackChunkName: "container" */ './desktop/desktop')).connectDesktop(request),
        browser: connectBrowser,
        browserPlatform: connectBrowserPlatform,
        // In one file with the library that it needs in any case.
        gateway: async request => (await import(/* webpackChunkName: "core" */ './gateway/gateway')).connectGateway(request),
        embedded: connectEmbedded,
    },
    choosePlatform,
    readLibSettings,
    loadPrepareGlue: async () => (await import(/* webpackChunkName: "apis" */ './prepareGlue')).prepareGlue,
    application: pageTitle,
});
