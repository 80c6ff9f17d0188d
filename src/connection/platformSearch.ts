import {loadFile} from './loadFile';
import type {Waiting} from './waiting';

// Most pages are alone, and need not fetch the file.
const isAlone = () => window.parent === window && !window.opener;

const loadProbe = (waiting: Waiting) =>
    loadFile('platform', () => import(/* webpackChunkName: "platform" */ './platformProbe'), waiting);

/** Whether a platform that this page trusts has framed or opened it. A patient search ends only when none can come any more. */
export type FindPlatform = (search: Waiting & {isPatient: boolean}) => Promise<boolean>;

export const findPlatform: FindPlatform = async search => !isAlone() && (await loadProbe(search)).findPlatformPage(search);

/** Tells when a platform answers after all. Returns what ends it. */
export function watchForPlatform(onFound: () => void, waiting: Waiting): () => void {
    let isOver = isAlone();
    let stop: (() => void) | undefined;
    const start = async () => {
        const probe = await loadProbe(waiting);
        if (!isOver) {
            stop = probe.watchForPlatform(onFound);
        }
    };
    if (!isOver) {
        start().catch(() => undefined);
    }
    return () => {
        isOver = true;
        stop?.();
    };
}
