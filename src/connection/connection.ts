import {BusError, type Problem} from '../values/busError';
import {createAnnouncer} from '../async/announcer';
import {type Waiting, growingPauses} from '../async/waiting';
import type {Bus, ConnectRequest, Connectors, Platform} from './bus';
import {connectProblem} from './clientLibrary/connectProblem';
import type {PatchGlue} from './clientLibrary/patchGlue';
import {leave} from './leave';
import type {LibSettings, Settings} from './settings/settings';
import {validateSettings} from './settings/validateSettings';
import {trustOnly} from './trust';

/** The state of the page's one connection. `absent`: no Glue42 component is in the page (yet). */
export interface ConnectionState {
    status: 'absent' | 'connecting' | 'connected' | 'disconnected' | 'failed';
    platform?: Platform;
    bus?: Bus;
    /** Why connecting failed or takes long, or why the connection was lost. */
    error?: Problem;
}

export interface Connection {
    state: () => ConnectionState;
    /** Those of the Glue42 component; undefined: it has none, or none is in the page. */
    settings: () => Settings | undefined;
    subscribe: (listener: () => void) => () => void;
    /** Connects the page. Returns what disconnects it. Throws when the page has a connection already. */
    open: (settings: Settings | undefined) => () => void;
}

/** What a connection is made of; tests pass their own. */
export interface ConnectionParts {
    connectors: Connectors;
    detectPlatform: (settings: Settings, libSettings: LibSettings, waiting: Waiting) => Platform | Promise<Platform>;
    /** Reports once that a platform page answers that was silent before. The result asks whether a trusted one may still come. */
    watchForPlatform: (onFound: () => void, waiting: Waiting) => () => Promise<boolean>;
    /** The problem with a page that is not trusted, and either offers itself as a platform or asks to join this one. */
    refusal: (origin: string, isOffer: boolean, waiting: Waiting) => Promise<Problem>;
    readLibSettings: () => LibSettings;
    /** Loads what makes a client library's glue fit for the components. */
    loadPatchGlue: (waiting: Waiting) => Promise<PatchGlue>;
    /** The name that other apps see unless the settings have one. */
    application: string;
}

const absent: ConnectionState = {status: 'absent'};

export function createConnection(parts: ConnectionParts): Connection {
    const {announce, subscribe} = createAnnouncer();
    let session: Session | undefined;
    return {
        state: () => session?.state ?? absent,
        settings: () => session?.settings,
        subscribe,
        open: (settings) => {
            if (session) {
                throw new BusError('name_taken', 'This page has a Glue42 component already; keep only one.');
            }
            const opened = new Session(parts, settings, announce);
            session = opened;
            announce();
            void opened.connect();
            return () => {
                if (session === opened) {
                    session = undefined;
                    opened.close();
                    announce();
                }
            };
        },
    };
}

/** The connection from its opening until it is closed. A bus that is reached after that is left at once. */
class Session {
    state: ConnectionState = {status: 'connecting'};
    private readonly life = new AbortController();
    private readonly signal = this.life.signal;
    private platform?: Platform;
    private stopFollowing?: () => void;
    /** Whether a trusted platform may come late. */
    private mayMove?: () => Promise<boolean>;
    /** The error also of a page that is connected: a page was refused, or a late platform could not be joined. */
    private remark?: Problem;
    /** The pages that were refused, and what. Each refusal is reported once. */
    private readonly refused = new Set<string>();

    constructor(
        private readonly parts: ConnectionParts,
        readonly settings: Settings | undefined,
        private readonly onChange: () => void,
    ) {}

    async connect(): Promise<void> {
        try {
            const problem = validateSettings(this.settings);
            if (problem) {
                throw new BusError('invalid_setting', problem);
            }
            const request = this.requestOf(this.settings ?? {});
            this.platform = await this.parts.detectPlatform(request.settings, request.libSettings, request);
            if (this.signal.aborted) {
                return;
            }
            if (this.platform === 'embedded' && !request.settings.type) {
                this.awaitPlatform(request, growingPauses(this.signal));
            }
            const bus = await this.join(this.platform, request);
            // A platform that came late may have connected the page first.
            if (this.state.bus) {
                leave(bus);
            } else {
                this.follow(bus);
            }
        } catch (reason) {
            await this.fail(connectProblem(reason));
        }
    }

    close(): void {
        this.life.abort();
        this.stopFollowing?.();
        if (this.state.bus) {
            leave(this.state.bus);
        }
    }

    private publish(state: ConnectionState): void {
        if (!this.signal.aborted) {
            this.state = state;
            this.onChange();
        }
    }

    private requestOf(settings: Settings): ConnectRequest {
        const waiting: Waiting = {
            onWaiting: (error) => {
                if (this.state.status === 'connecting') {
                    this.publish({status: 'connecting', platform: this.platform, error});
                }
            },
            signal: this.signal,
        };
        trustOnly(settings.trustedOrigins, (origin, wanted) => {
            // Every app in a frame asks the pages around it, also those that are no platform.
            if (settings.type === 'platform' || wanted !== 'question') {
                this.refuse(origin, wanted === 'offer', waiting).catch(() => undefined);
            }
        });
        return {
            settings,
            libSettings: this.parts.readLibSettings(),
            application: settings.application?.trim() || this.parts.application,
            ...waiting,
        };
    }

    private async join(platform: Platform, request: ConnectRequest): Promise<Bus> {
        const connecting = this.parts.connectors[platform](request);
        try {
            // Fetched side by side with the client library, which is the larger.
            const [bus, patchGlue] = await Promise.all([connecting, this.parts.loadPatchGlue(request)]);
            if (bus.glue) {
                patchGlue(bus.glue, request.settings);
            }
            return bus;
        } catch (reason) {
            connecting.then(leave, () => undefined);
            throw reason;
        }
    }

    private async fail(error: Problem): Promise<void> {
        // Awaits only where it must: commands written together with wrong settings fail with the reason, in the same turn.
        const mayMove = this.mayMove && (await this.mayMove().catch(() => false));
        if (!this.state.bus) {
            this.publish({
                status: mayMove ? 'connecting' : 'failed',
                platform: this.platform,
                error: (!this.platform && this.remark) || error,
            });
        }
    }

    /** A platform page that comes late takes the page over. */
    private awaitPlatform(request: ConnectRequest, nextAttempt: () => Promise<void>): void {
        const move = async () => {
            try {
                const bus = await this.join('browser', request);
                this.remark = undefined;
                this.follow(bus);
            } catch (reason) {
                this.setRemark(connectProblem(reason));
                nextAttempt().then(
                    () => this.awaitPlatform(request, nextAttempt),
                    () => undefined,
                );
            }
        };
        this.mayMove = this.parts.watchForPlatform(() => void move(), request);
    }

    private async refuse(origin: string, isOffer: boolean, waiting: Waiting): Promise<void> {
        const key = `${origin} ${isOffer}`;
        if (!this.refused.has(key)) {
            this.refused.add(key);
            this.setRemark(await this.parts.refusal(origin, isOffer, waiting));
        }
    }

    /** Reports what does not keep the page from its bus. */
    private setRemark(problem: Problem): void {
        this.remark = problem;
        const {status, error} = this.state;
        if (status === 'connected' || (status === 'connecting' && error)) {
            this.publish({...this.state, error: problem});
        }
    }

    private follow(bus: Bus): void {
        if (this.signal.aborted) {
            leave(bus);
            return;
        }
        const {platform} = bus;
        this.stopFollowing?.();
        const {bus: earlier, status} = this.state;
        // A task that asks for the bus from now on waits for this one.
        if (status !== 'connecting') {
            this.publish({status: 'connecting'});
        }
        if (earlier) {
            leave(earlier);
        }
        const publishConnected = () => this.publish({status: 'connected', platform, bus, error: this.remark});
        this.stopFollowing = bus.onStatus((isConnected, reason, code = 'connection_lost') => {
            if (isConnected) {
                publishConnected();
            } else {
                const message = reason || 'The connection to the Glue42 bus was lost.';
                this.publish({status: 'disconnected', platform, bus, error: {code, message}});
            }
        });
        publishConnected();
    }
}
