import {loadFile} from '../bundle/loadFile';
import type {Waiting} from '../async/waiting';

// Most pages are alone, and need not fetch the file.
const isAlone = () => window.parent === window && !window.opener;

const loadProbe = (waiting: Waiting) =>
    loadFile('platform', () => import(/* webpackChunkName: "platform" */ './platformProbe'), waiting);

/** Whether a platform that this page trusts has framed or opened it. A patient search ends only when none can come any more. */
export type FindPlatform = (search: Waiting & {isPatient: boolean}) => Promise<boolean>;

export const findPlatform: FindPlatform = async (search) =>
    !isAlone() && (await loadProbe(search)).findPlatformPage(search);

/**
 * Calls `onFound` once when a platform answers after all, unless the signal is aborted before. Returns a function that answers
 * whether one may still come that this page trusts.
 */
export function watchForPlatform(onFound: () => void, waiting: Waiting): () => Promise<boolean> {
    if (isAlone()) {
        return () => Promise.resolve(false);
    }
    const watching = loadProbe(waiting).then((probe) => probe.watchForPlatform(onFound, waiting.signal));
    watching.catch(() => undefined);
    return async () => (await watching)();
}
