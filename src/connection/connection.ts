import {BusError, type Problem} from '../busError';
import type {Bus, Platform} from './bus';
import {choosePlatform} from './choosePlatform';
import {connectProblem} from './connectProblem';
import {readLibSettings} from './libSettings';
import {loadFile} from './loadFile';
import {pageTitle} from './pageTitle';
import {watchForPlatform} from './platformSearch';
import type {PrepareGlue} from './prepareGlue';
import type {LibSettings, Settings} from './settings';
import {settingsProblem} from './settingsProblem';
import type {Connect, ConnectRequest} from './strategy';
import {type OnRefused, trustOnly} from './trust';
import type {Waiting} from './waiting';

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
    choosePlatform: (settings: Settings, libSettings: LibSettings, waiting: Waiting) => Platform | Promise<Platform>;
    /** Tells when a platform page answers that was silent before. Returns what ends it. */
    watchForPlatform: (onFound: () => void, waiting: Waiting) => () => void;
    /** What to tell of a message of a page that is not trusted. */
    refusal: (...refused: [...Parameters<OnRefused>, isPlatform: boolean]) => Promise<Problem | undefined>;
    readLibSettings: () => LibSettings;
    /** Makes what a client library gave fit for the components. */
    loadPrepareGlue: (waiting: Waiting) => Promise<PrepareGlue>;
    /** The name that other apps see unless the settings give another. */
    application: string;
}

interface Opening {
    /** Aborted when it is closed. */
    life: AbortController;
    stopFollowing?: () => void;
    stopWatching?: () => void;
    /** What stands as the error also of a page that is connected: another page was refused. */
    refused?: Problem;
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
        let platform: Platform | undefined;
        try {
            const problem = settingsProblem(settings);
            if (problem) {
                throw new BusError('invalid_setting', problem);
            }
            const given = settings ?? {};
            trustOnly(given.trustedOrigins, (...refused) => void refuse(opening, given, refused));
            const request: ConnectRequest = {
                settings: given,
                libSettings: parts.readLibSettings(),
                application: given.application?.trim() || parts.application,
                onWaiting: error => isCurrent() && state.status === 'connecting' && publish({status: 'connecting', platform, error}),
                signal: opening.life.signal,
            };
            platform = await parts.choosePlatform(given, request.libSettings, request);
            if (!isCurrent()) {
                return;
            }
            if (platform === 'embedded' && !given.type) {
                watch(opening, request);
            }
            await join(opening, platform, request);
        } catch (reason) {
            // A platform that came late may have given the page its bus meanwhile.
            if (isCurrent() && !state.bus) {
                const problem = connectProblem(reason);
                publish({status: 'failed', platform, error: platform ? problem : (opening.refused ?? problem)});
            }
        }
    };

    const join = async (opening: Opening, platform: Platform, request: ConnectRequest) => {
        const connecting = parts.strategies[platform](request);
        // Fetched side by side with the client library, which is the larger.
        const [bus, prepareGlue] = await Promise.all([connecting, parts.loadPrepareGlue(request)]).catch(reason => {
            connecting.then(leave, () => undefined);
            throw reason;
        });
        try {
            if (bus.glue) {
                prepareGlue(bus.glue, request.settings);
            }
        } catch (reason) {
            leave(bus);
            throw reason;
        }
        const isLate = platform === 'embedded' && state.bus;
        if (current === opening && !isLate) {
            follow(opening, bus);
        } else {
            leave(bus);
        }
    };

    /** A platform page that comes late takes the page over. */
    const watch = (opening: Opening, request: ConnectRequest) => {
        opening.stopWatching = parts.watchForPlatform(() => {
            join(opening, 'browser', request).catch(() => current === opening && watch(opening, request));
        }, request);
    };

    const refuse = async (opening: Opening, {type}: Settings, refused: Parameters<OnRefused>) => {
        const problem = await parts.refusal(...refused, type === 'platform');
        if (!problem || current !== opening) {
            return;
        }
        opening.refused = problem;
        if (state.status === 'connected') {
            publish({...state, error: problem});
        }
    };

    const follow = (opening: Opening, bus: Bus) => {
        const {platform} = bus;
        const {bus: earlier} = state;
        opening.stopFollowing?.();
        if (earlier) {
            publish({status: 'connecting'});
            leave(earlier);
        }
        const tellConnected = () => publish({status: 'connected', platform, bus, error: opening.refused});
        opening.stopFollowing = bus.onStatus((isConnected, reason) => {
            if (isConnected) {
                tellConnected();
            } else {
                publish({status: 'disconnected', platform, bus, error: {code: 'connection_lost', message: reason || 'The connection to the Glue42 bus was lost.'}});
            }
        });
        tellConnected();
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
            const opening: Opening = {life: new AbortController()};
            current = opening;
            publish({status: 'connecting'});
            void connect(opening, settings);
            return () => {
                if (current !== opening) {
                    return;
                }
                current = undefined;
                opening.life.abort();
                opening.stopFollowing?.();
                opening.stopWatching?.();
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
        desktop: async request =>
            (await loadFile('container', () => import(/* webpackChunkName: "container" */ './desktop/desktop'), request)).connectDesktop(request),
        browser: async request =>
            (await loadFile('platform', () => import(/* webpackChunkName: "platform" */ './browser'), request)).connectBrowser(request),
        browserPlatform: async request =>
            (await loadFile('platform', () => import(/* webpackChunkName: "platform" */ './browserPlatform'), request)).connectBrowserPlatform(request),
        // In one file with the library that it needs in any case.
        gateway: async request =>
            (await loadFile('core', () => import(/* webpackChunkName: "core" */ './gateway/gateway'), request)).connectGateway(request),
        // In one file with what every connection needs.
        embedded: async request =>
            (await loadFile('apis', () => import(/* webpackChunkName: "apis" */ './embedded/embedded'), request)).connectEmbedded(request),
    },
    choosePlatform,
    watchForPlatform,
    refusal: async (...refused) => (await import(/* webpackChunkName: "platform" */ './refusal')).refusal(...refused),
    readLibSettings,
    loadPrepareGlue: async waiting => (await loadFile('apis', () => import(/* webpackChunkName: "apis" */ '../apis'), waiting)).prepareGlue,
    application: pageTitle,
});
