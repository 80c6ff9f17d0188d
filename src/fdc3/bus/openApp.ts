import type {Context} from '@finos/fdc3-context';
import type {ContextHandler} from '@finos/fdc3-standard';
import {openAppTimeoutMs} from '../../async/timeouts';
import {withTimeout} from '../../async/withTimeout';
import type {Connection} from '../../connection/connection';
import {readLaunch, windowName} from '../../connection/launch';
import {isDict} from '../../values/isDict';
import {randomId} from '../../values/randomId';
import {Fdc3Error} from '../fdc3Error';
import {callHandler} from './callHandler';
import {requireContext} from './checks';
import {type Collaboration, tell} from './collaboration';
import type {Directory} from './directory';
import {type OnBus, onBus} from './onBus';
import {identifierOf, ownIdentifier, whenOffered} from './peers';
import {collaborateMethod} from './wire';

/** Starts an app. Resolves when it is on the bus, and has taken the context if there is one. */
export async function openApp(
    {glue, unlessLost}: OnBus,
    {recordOf, missing}: Directory,
    collaboration: Collaboration,
    appId: string,
    context?: Context,
): Promise<{appId: string; instanceId: string}> {
    const record = recordOf(appId);
    const byPlatform = glue.appManager?.application(appId);
    if (!record && !byPlatform) {
        throw missing('AppNotFound');
    }
    const start = randomId();
    let instance = byPlatform ? undefined : randomId();
    let stop: () => void = () => undefined;
    const isTaken = new Promise<void>((resolve) => {
        stop = collaboration.takePart(start, ({action, from}) => {
            if (from !== instance) {
                throw new Fdc3Error('AccessDenied');
            }
            return action === 'startupContextRequested' ? asStored(context) : resolve();
        });
    });
    try {
        if (byPlatform) {
            const openApp = ownIdentifier(glue);
            const startContext = {collaborationId: start, openApp, ...(context && {context: asStored(context)})};
            ({id: instance} = await byPlatform.start(context && {fdc3: startContext}));
        } else {
            openWindow(record?.url, windowName({instance: instance!, opener: ownIdentifier(glue).instanceId, start}));
        }
        const limit = {limitMs: openAppTimeoutMs, failure: 'AppTimeout' as const};
        await unlessLost(whenOffered(glue, collaborateMethod, instance!, limit));
        if (context) {
            await unlessLost(withTimeout(isTaken, openAppTimeoutMs, '')).catch(() => {
                throw new Fdc3Error('AppTimeout');
            });
        }
        return {appId: record?.metadata.appId ?? appId, instanceId: instance!};
    } finally {
        stop();
    }
}

const asStored = (context: Context | undefined) => context && {contextType: context.type, payload: context};

function openWindow(url: string | undefined, name: string): void {
    if (url === undefined || !window.open(url, name)) {
        throw new Fdc3Error('ErrorOnLaunch');
    }
}

/** The context that the page was opened with, for the first listener that takes its type. */
export function createStartContext(connection: Connection) {
    let asked: ReturnType<typeof readStart> | undefined;
    let isTaken = false;
    return {
        offer: async (type: string | null, handler: ContextHandler): Promise<void> => {
            asked ??= readStart(connection).catch(() => undefined);
            const start = await asked;
            if (start && !isTaken && (!type || type === start.context.type)) {
                isTaken = true;
                callHandler(handler, start.context, {source: start.opener});
                await onBus(connection, ({glue}) =>
                    tell(glue, start.opener.instanceId, {action: 'startupContextOpened', correlationId: start.id}),
                );
            }
        },
    };
}

/** On our own buses the opener hands the context over on request: only apps on the bus can. */
const readStart = (connection: Connection) =>
    onBus(connection, async ({glue}) => {
        const launch = readLaunch();
        if (!launch) {
            return readPlatformStart(await glue.windows.my?.()?.getContext?.());
        }
        const stored = await tell(glue, launch.opener, {
            action: 'startupContextRequested',
            correlationId: launch.start,
        });
        const opener = glue.interop.servers().find(({instance}) => instance === launch.opener);
        return isDict(stored) && stored.payload && opener
            ? {id: launch.start, context: requireContext(stored.payload), opener: identifierOf(opener)}
            : undefined;
    });

/** A platform that starts apps keeps the context with their windows. */
function readPlatformStart(windowContext: unknown) {
    const {fdc3} = isDict(windowContext) ? windowContext : {fdc3: undefined};
    if (!isDict(fdc3) || !isDict(fdc3.context) || !isDict(fdc3.openApp)) {
        return undefined;
    }
    const opener = fdc3.openApp as unknown as ReturnType<typeof ownIdentifier>;
    return {id: fdc3.collaborationId as string, context: requireContext(fdc3.context.payload), opener};
}
