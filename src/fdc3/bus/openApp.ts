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
    const openApp = ownIdentifier(glue);
    const stored = context && {contextType: context.type, payload: context};
    const startByPlatform = async () => {
        const startContext = {collaborationId: start, openApp, ...(stored && {context: stored})};
        return (await byPlatform!.start(stored && {fdc3: startContext})).id;
    };
    const startInWindow = async () => {
        const instance = randomId();
        openWindow(record?.url, windowName({instance, opener: openApp.instanceId, start}));
        return instance;
    };
    const started = byPlatform ? startByPlatform() : startInWindow();
    const taken = handOver(collaboration, start, started, stored);
    try {
        const instanceId = await started.catch(() => {
            throw new Fdc3Error('ErrorOnLaunch');
        });
        const limit = {limitMs: openAppTimeoutMs, failure: 'AppTimeout' as const};
        await unlessLost(whenOffered(glue, collaborateMethod, instanceId, limit));
        if (context) {
            await unlessLost(withTimeout(taken.promise, openAppTimeoutMs, '')).catch(() => {
                throw new Fdc3Error('AppTimeout');
            });
        }
        return {appId: record?.metadata.appId ?? appId, instanceId};
    } finally {
        taken.stop();
    }
}

/** Gives the started app its context on request. The promise is kept when a listener of that has taken it. */
function handOver(
    collaboration: Collaboration,
    start: string,
    started: Promise<string>,
    stored: object | undefined,
): {promise: Promise<void>; stop: () => void} {
    let stop: () => void = () => undefined;
    let peer: string | undefined;
    const promise = new Promise<void>((resolve) => {
        stop = collaboration.takePart(start, async ({action, from}) => {
            // Any app may call itself by that id later; the first is the one that was started.
            if (from.instance !== (await started) || (peer ??= from.peerId) !== from.peerId) {
                throw new Fdc3Error('AccessDenied');
            }
            return action === 'startupContextRequested' ? stored : resolve();
        });
    });
    return {promise, stop};
}

function openWindow(url: string | undefined, name: string): void {
    if (url === undefined || !window.open(url, name)) {
        throw new Fdc3Error('ErrorOnLaunch');
    }
}
