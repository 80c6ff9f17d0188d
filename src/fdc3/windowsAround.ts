import {trustsOthers} from '../connection/trust';

/**
 * Whether this page would believe the agent of a window around it. It asks for one only then: the question, which has the
 * page's address, goes to all of these windows, of whatever origin.
 */
export function mayAskAround(): boolean {
    const windows = windowsAround();
    return windows.length > 0 && (trustsOthers() || windows.some(isOwn));
}

/** The windows that FINOS's `getAgent()` asks. */
function windowsAround(): Window[] {
    const seen = new Set<Window>([window]);
    // A set gives what is added to it on the way as well.
    for (const page of seen) {
        [page.opener as Window | null, page.parent].forEach((next) => next && seen.add(next));
    }
    return [...seen].slice(1);
}

/** Only a window of the own origin can be read. */
function isOwn({location}: Window): boolean {
    try {
        return !!location.origin;
    } catch {
        return false;
    }
}
