import {BusError, type Problem} from '../values/busError';
import type {Bus, Platform} from './bus';
import {detectPlatform} from './detectPlatform';
import {connectProblem} from './clientLibrary/connectProblem';
import {readLibSettings} from './settings/libSettings';
import {loadFile} from '../bundle/loadFile';
import {pageTitle} from './settings/pageTitle';
import {watchForPlatform} from './platformSearch';
import type {PrepareGlue} from './clientLibrary/patchGlue';
import type {LibSettings, Settings} from './settings/settings';
import {validateSettings} from './settings/validateSettings';
import {type Connectors, connectors} from './wiring';
import type {ConnectRequest} from './strategy';
import {trustOnly} from './trust';
import {type Waiting, growingPauses} from '../async/waiting';

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
    connectors: Connectors;
    detectPlatform: (settings: Settings, libSettings: LibSettings, waiting: Waiting) => Platform | Promise<Platform>;
    /** Tells once when a platform page answers that was silent before. Returns what tells whether a trusted one may still come. */
    watchForPlatform: (onFound: () => void, waiting: Waiting) => () => Promise<boolean>;
    /** What to tell of a page that is not trusted, and either offers itself as a platform or asks to join this one. */
    refusal: (origin: string, isOffer: boolean, waiting: Waiting) => Promise<Problem>;
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
    /** Whether a trusted platform may come late. */
    mayMove?: () => Promise<boolean>;
    /** What stands as the error also of a page that is connected: another page was refused, or a late platform not joined. */
    remark?: Problem;
    /** Who was refused what. Each of it is told once. */
    refused: Set<string>;
}

export function createConnection(parts: ConnectionParts): Connection {
    let state: ConnectionState = {status: 'absent'};
    const listeners = new Set<() => void>();
    // The opening in force. Whatever an earlier one still has under way is closed as soon as it settles.
    let current: Opening | undefined;

    const publish = (next: ConnectionState) => {
        state = next;
        [...listeners].forEach((listener) => listener());
    };

    const connect = async (opening: Opening, settings: Settings | undefined) => {
        const isCurrent = () => current === opening;
        let platform: Platform | undefined;
        try {
            const problem = validateSettings(settings);
            if (problem) {
                throw new BusError('invalid_setting', problem);
            }
            const given = settings ?? {};
            const waiting: Waiting = {
                onWaiting: (error) =>
                    isCurrent() && state.status === 'connecting' && publish({status: 'connecting', platform, error}),
                signal: opening.life.signal,
            };
            trustOnly(given.trustedOrigins, (origin, wanted) => {
                // Every app in a frame asks the pages around it, also those that are no platform.
                if (given.type === 'platform' || wanted !== 'question') {
                    refuse(opening, origin, wanted === 'offer', waiting).catch(() => undefined);
                }
            });
            const request: ConnectRequest = {
                settings: given,
                libSettings: parts.readLibSettings(),
                application: given.application?.trim() || parts.application,
                ...waiting,
            };
            platform = await parts.detectPlatform(given, request.libSettings, request);
            if (!isCurrent()) {
                return;
            }
            if (platform === 'embedded' && !given.type) {
                watch(opening, request);
            }
            const bus = await join(platform, request);
            // A platform that came late may have given the page its bus meanwhile.
            if (isCurrent() && !state.bus) {
                follow(opening, bus);
            } else {
                leave(bus);
            }
        } catch (reason) {
            const problem = connectProblem(reason);
            // Awaits only where it must: commands written together with wrong settings fail with the reason, in the same turn.
            const mayMove = opening.mayMove && (await opening.mayMove().catch(() => false));
            if (isCurrent() && !state.bus) {
                publish({
                    status: mayMove ? 'connecting' : 'failed',
                    platform,
                    error: (!platform && opening.remark) || problem,
                });
            }
        }
    };

    const join = async (platform: Platform, request: ConnectRequest): Promise<Bus> => {
        const connecting = parts.connectors[platform](request);
        // Fetched side by side with the client library, which is the larger.
        const [bus, patchGlue] = await Promise.all([connecting, parts.loadPrepareGlue(request)]).catch((reason) => {
            connecting.then(leave, () => undefined);
            throw reason;
        });
        try {
            if (bus.glue) {
                patchGlue(bus.glue, request.settings);
            }
        } catch (reason) {
            leave(bus);
            throw reason;
        }
        return bus;
    };

    /** A platform page that comes late takes the page over. */
    const watch = (opening: Opening, request: ConnectRequest) => {
        const nextAttempt = growingPauses();
        const look = () => (opening.mayMove = parts.watchForPlatform(() => void move(), request));
        const move = async () => {
            try {
                const bus = await join('browser', request);
                if (current === opening) {
                    opening.remark = undefined;
                    follow(opening, bus);
                } else {
                    leave(bus);
                }
            } catch (reason) {
                remark(opening, connectProblem(reason));
                await nextAttempt();
                if (current === opening) {
                    look();
                }
            }
        };
        look();
    };

    const refuse = async (opening: Opening, origin: string, isOffer: boolean, waiting: Waiting) => {
        const key = `${origin} ${isOffer}`;
        if (!opening.refused.has(key)) {
            opening.refused.add(key);
            remark(opening, await parts.refusal(origin, isOffer, waiting));
        }
    };

    /** Tells what does not keep the page from its bus. */
    const remark = (opening: Opening, problem: Problem) => {
        opening.remark = problem;
        if (current === opening && (state.status === 'connected' || (state.status === 'connecting' && state.error))) {
            publish({...state, error: problem});
        }
    };

    const follow = (opening: Opening, bus: Bus) => {
        const {platform} = bus;
        const {bus: earlier} = state;
        opening.stopFollowing?.();
        // Who asks for the bus of the page from now on waits for this one.
        if (state.status !== 'connecting') {
            publish({status: 'connecting'});
        }
        if (earlier) {
            leave(earlier);
        }
        const tellConnected = () => publish({status: 'connected', platform, bus, error: opening.remark});
        opening.stopFollowing = bus.onStatus((isConnected, reason) => {
            if (isConnected) {
                tellConnected();
            } else {
                publish({
                    status: 'disconnected',
                    platform,
                    bus,
                    error: {code: 'connection_lost', message: reason || 'The connection to the Glue42 bus was lost.'},
                });
            }
        });
        tellConnected();
    };

    return {
        state: () => state,
        subscribe: (listener) => {
            listeners.add(listener);
            return () => void listeners.delete(listener);
        },
        open: (settings) => {
            if (current) {
                throw new BusError('name_taken', 'This page has a Glue42 component already; keep only one.');
            }
            const opening: Opening = {life: new AbortController(), refused: new Set()};
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
    connectors,
    detectPlatform,
    watchForPlatform,
    refusal: async (origin, isOffer, waiting) =>
        (await loadFile('platform', () => import(/* webpackChunkName: "platform" */ './refusal'), waiting)).refusal(
            origin,
            isOffer,
        ),
    readLibSettings,
    loadPrepareGlue: async (waiting) =>
        (await loadFile('apis', () => import(/* webpackChunkName: "apis" */ '../apis'), waiting)).patchGlue,
    application: pageTitle,
});
