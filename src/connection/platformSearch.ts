import type {ConnectRequest} from './strategy';

// Most pages are alone, and need not fetch the file.
const isAlone = () => window.parent === window && !window.opener;

const loadProbe = () => import(/* webpackChunkName: "platform" */ './platformProbe');

/** Whether a platform that this page trusts has framed or opened it. A patient search ends only when none can come any more. */
export type FindPlatform = (search: {isPatient: boolean; onWaiting: ConnectRequest['onWaiting']}) => Promise<boolean>;

export const findPlatform: FindPlatform = async search => !isAlone() && (await loadProbe()).findPlatformPage(search);

/** Tells when a platform answers after all. Returns what ends it. */
export function watchForPlatform(onFound: () => void): () => void {
    let isOver = isAlone();
    let stop: (() => void) | undefined;
    const start = async () => {
        const probe = await loadProbe();
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
