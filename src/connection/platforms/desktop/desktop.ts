import {errorMessage} from '../../../values/errorMessage';
import type {Bus, Connect, Glue} from '../../bus';
import {requireGlue, isSkipInit, inertBus, type SkipInit} from '../../clientLibrary/factoryResult';
import {glueStatus} from '../../clientLibrary/connectionEvents';
import {disconnect} from '../../clientLibrary/disconnect';
import {findContainer, announcesFullApi} from './container';
import {isStartedElsewhere, startLibrary} from './clientLibrary';
import {waitOnlyFor, offeredApis, removeUnbackedApis} from './containerApis';
import {connectWithDiagnostics} from './connectWithDiagnostics';

/** Inside a desktop container, io.Connect Desktop or Glue42 Enterprise. */
export const connect: Connect = async ({settings, libSettings, application, ...waiting}) => {
    const {factory, libraries} = libSettings.desktop ?? {};
    const {gwURL = '', applicationName} = findContainer() ?? {};
    const isShared = isStartedElsewhere(factory);
    const target = {name: `The desktop container's gateway at ${gwURL}`, url: gwURL};
    const glue = await connectWithDiagnostics(
        target,
        (log) => {
            const start: Start = async (apis) => {
                const result = await startLibrary(
                    factory,
                    {
                        // The container has a name for the app, by which it and the other apps know it.
                        application: settings.application?.trim() || applicationName || application,
                        channels: true,
                        logger: 'error',
                        customLogger: log,
                        ...apis,
                        ...settings.desktop?.config,
                        libraries: libraries ?? [],
                    },
                    waiting,
                );
                return isSkipInit(result) ? result : requireGlue(result, 'desktop');
            };
            return isShared ? start() : announcesFullApi() ? startWithAll(start) : startWithOffered(start);
        },
        waiting,
    );
    return isSkipInit(glue) ? inertBus('desktop') : busOf(glue, isShared);
};

type Start = (apis?: object) => Promise<Glue | SkipInit>;

/** What the library rejects with: why, and its parts so far. */
interface Failure {
    libs?: {interop?: Glue['interop']; connection?: {logout: () => Promise<void>}};
}

async function startWithAll(start: Start): Promise<Glue | SkipInit> {
    try {
        return await start();
    } catch (reason) {
        const {interop, connection} = ((reason ?? {}) as Failure).libs ?? {};
        if (!interop) {
            throw reason;
        }
        // It got as far as to the gateway, where it stays after its failure. So an API has not come.
        const offered = offeredApis({interop});
        await connection?.logout();
        console.warn(
            `dash_glue42: the desktop container does not offer all its APIs, which are left out: ${errorMessage(reason)}`,
        );
        return completed(await start(waitOnlyFor(offered)));
    }
}

async function startWithOffered(start: Start): Promise<Glue | SkipInit> {
    const glue = await start(waitOnlyFor([]));
    if (isSkipInit(glue)) {
        return glue;
    }
    const offered = offeredApis(glue);
    if (!offered.length) {
        return completed(glue);
    }
    // The library takes an API on at its start only.
    await disconnect(glue);
    return completed(await start(waitOnlyFor(offered)));
}

function completed(glue: Glue | SkipInit): Glue | SkipInit {
    if (!isSkipInit(glue)) {
        removeUnbackedApis(glue);
    }
    return glue;
}

function busOf(glue: Glue, isShared: boolean): Bus {
    return {
        platform: 'desktop',
        glue,
        onStatus: glueStatus(glue),
        // A glue that a script of the page started is left by that script.
        isShared,
        close: () => (isShared ? undefined : disconnect(glue)),
    };
}
