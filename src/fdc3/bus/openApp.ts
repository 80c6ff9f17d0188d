import type {Context} from '@finos/fdc3-context';
import {openAppTimeoutMs} from '../../async/timeouts';
import {withTimeout} from '../../async/withTimeout';
import {windowName} from '../../connection/launch';
import {randomId} from '../../values/randomId';
import {Fdc3Error} from '../fdc3Error';
import type {Collaboration} from './collaboration';
import type {Directory} from './directory';
import type {OnBus} from './onBus';
import {ownIdentifier, whenOffered} from './peers';
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
