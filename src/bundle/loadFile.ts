import {scriptUrl} from './scriptUrl';
import {type Waiting, growingPauses, reportIfSlow} from '../async/waiting';
import {notLoadedReason} from './notLoadedReason';

/** Loads one of the package's lazy files. A server that is away may come back: a file that fails is fetched again. */
export async function loadFile<T>(
    name: string,
    load: () => Promise<T>,
    {onWaiting, signal}: Partial<Waiting> = {},
): Promise<T> {
    const url = scriptUrl(`dash_glue42.${name}.js`);
    const report = (what: string) => onWaiting?.({code: 'not_connected', message: `The page needs ${url}, ${what}`});
    const nextAttempt = growingPauses(signal);
    for (;;) {
        try {
            const file = await reportIfSlow(load(), () => report('which is still loading.'));
            signal?.throwIfAborted();
            return file;
        } catch (reason) {
            // Webpack forgets a file that did not come, but not one that failed while it ran.
            if ((reason as Error | undefined)?.name !== 'ChunkLoadError') {
                throw reason;
            }
            report(`which could not be loaded: ${await notLoadedReason(url)}. It is fetched again.`);
            await nextAttempt();
        }
    }
}
