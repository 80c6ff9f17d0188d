import {BusError, type Problem} from '../../values/busError';
import {errorMessage} from '../../values/errorMessage';
import type {Bus, Connect, Glue} from '../bus';
import {requireGlue, isSkipInit, inertBus} from '../clientLibrary/factoryResult';
import {glueStatus} from '../clientLibrary/connectionEvents';
import {loadFile} from '../../bundle/loadFile';
import {askPlatform, findPlatformPage} from '../platformProbe';
import {serialStart} from '../clientLibrary/serialStart';
import {type Waiting, reportIfSlow} from '../../async/waiting';

/** Inside a page that a browser platform framed or opened. */
export const connect: Connect = async ({settings, libSettings, application, ...waiting}) => {
    const {factory = webFactory(waiting), libraries = []} = libSettings.web ?? {};
    let connected: Glue | undefined;
    const config = {
        application,
        channels: true,
        // What fails is reported by the components; the library's own log lines add nothing.
        systemLogger: {level: 'error'},
        ...settings.web?.config,
        // The first one keeps the glue: when a later one fails, the factory gives none, although the page is on the bus.
        libraries: [async (glue: Glue) => void (connected = glue), ...libraries],
    };
    const start = async () => {
        connected = undefined;
        try {
            return await factory(config);
        } catch (reason) {
            if (connected) {
                leave(connected).catch(() => undefined);
            }
            throw reason;
        }
    };
    const result = await untilAnswered(start, waiting);
    return isSkipInit(result) ? inertBus('browser') : busOf(requireGlue(result, 'web'));
};

// The library gives its platform some seconds for each answer, and then says one of these. A busy one takes longer.
const noAnswer =
    /not opened or created by a glue client|target glue window timed out|system method's discovery timed out|^Glue Web initialization timed out|^Promise timeout hit/i;

/** Starts the library again as long as a platform that this page trusts may still let it in. */
async function untilAnswered<T>(start: () => Promise<T>, waiting: Waiting): Promise<T> {
    for (;;) {
        try {
            return await reportIfSlow(start(), () => waiting.onWaiting(notLetIn));
        } catch (reason) {
            if (!noAnswer.test(errorMessage(reason))) {
                throw reason;
            }
            silence((reason as {libs?: Partial<Glue>} | undefined)?.libs);
        }
        waiting.signal.throwIfAborted();
        if (!(await findPlatformPage({isPatient: true, ...waiting}))) {
            throw new BusError(
                'not_connected',
                'No Glue42 browser platform that this page trusts has framed or opened it; open it from the platform.',
            );
        }
    }
}

const notLetIn: Problem = {
    code: 'not_connected',
    message:
        'The Glue42 platform of this page has not let it in yet. The page keeps trying; if the platform never does, see the console of ' +
        'its page.',
};

function busOf(glue: Glue): Bus {
    // The library itself disconnects on beforeunload, an event that a frame does not get when it is removed from its page.
    let isGone = false;
    const disconnectOnPageHide = ({persisted}: PageTransitionEvent) => {
        if (!persisted) {
            isGone = true;
            void leave(glue);
        }
    };
    window.addEventListener('pagehide', disconnectOnPageHide);
    return {
        platform: 'browser',
        glue,
        onStatus: (listener) => glueStatus(glue)((isConnected, reason) => isGone || listener(isConnected, reason)),
        close: () => {
            window.removeEventListener('pagehide', disconnectOnPageHide);
            return leave(glue);
        },
    };
}

async function leave(glue: Glue): Promise<void> {
    silence(glue);
    await glue.done?.();
}

/** The library keeps listening to the window for good, and would log errors about the messages for its successor. */
const silence = (glue: Partial<Glue> | undefined): void => glue?.logger?.consoleLevel?.('off');

const inTurn = serialStart(allowAnother);

const webFactory = (waiting: Waiting) => (config: object) => inTurn(() => startWeb(config, waiting));

async function startWeb(config: object, waiting: Waiting): Promise<Glue> {
    const {default: createWeb} = await loadFile(
        'web',
        () => import(/* webpackChunkName: "web" */ '@glue42/web'),
        waiting,
    );
    // Left to itself the library asks its platform for the first time after a second.
    const stopAsking = askPlatform();
    try {
        return (await createWeb(config)) as Glue;
    } finally {
        stopAsking();
    }
}

function allowAnother(): void {
    const page = window as {glue42core?: {webStarted?: boolean}};
    // Replaced, because the library froze it.
    page.glue42core = {...page.glue42core, webStarted: false};
}
