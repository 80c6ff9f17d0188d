import {isDict} from '../values/isDict';
import {isText} from '../values/isText';
import {parseJson} from '../values/parse';
import {isTrusted} from './trust';

/** What the page that opened this one as an FDC3 app wrote into the name of the window. */
export interface Launch {
    /** The id that this page shall have on the bus, by which its opener finds it. */
    instance: string;
    /** The opener's own id there. */
    opener: string;
    /** The id of the start, by which the opener hands over a context. */
    start: string;
}

const prefix = 'dash_glue42 app: ';

export const windowName = (launch: Launch): string => prefix + JSON.stringify(launch);

/**
 * Any page can open this one under any name: only a page of a trusted origin can make it an app of its own. A name by
 * another page is cleared, since later pages in this window will have this one as their referrer.
 */
export function readLaunch(): Launch | undefined {
    if (!window.name.startsWith(prefix)) {
        return undefined;
    }
    if (!isOpenedByTrusted()) {
        window.name = '';
        return undefined;
    }
    const launch = parseJson(window.name.slice(prefix.length));
    return isDict(launch) && [launch.instance, launch.opener, launch.start].every(isId)
        ? (launch as unknown as Launch)
        : undefined;
}

function isOpenedByTrusted(): boolean {
    try {
        // Only a page of the own origin can be read.
        if ((window.opener as Window | null)?.location.origin === window.origin) {
            return true;
        }
    } catch {
        // It is of another origin.
    }
    return document.referrer !== '' && isTrusted(new URL(document.referrer).origin);
}

const isId = (value: unknown): boolean => isText(value) && value.length < 100;
