import {BusError, problemOf} from '../busError';
import type {Glue} from '../connection/bus';
import {inTime} from '../inTime';
import {pythonText} from '../pythonText';
import {platformReason} from './platformReason';
import {readCommand} from './readCommand';
import {withoutNone} from './withoutNone';

/** A window that this page opened. */
interface OpenedWindow {
    id: string;
    name: string;
    url: string;
}

// As long as a container may take to start a window.
const limitMs = 60000;

/** What a callback may ask of windows. Each throws with what is wrong with the command, or why there is no window. */
export function windowOperations(onOpened: (opened: OpenedWindow) => void) {
    return {
        open: async (glue: Glue, command: unknown): Promise<void> => {
            const {name, url, options} = readCommand('open', command, {name: 'text', url: 'text', options: 'dict?'});
            const address = pageAddress(url as string);
            const opening = Promise.resolve(glue.windows.open(name, address, withoutNone((options ?? {}) as object)));
            const opened = await inTime(opening, limitMs, 'the platform did not open the window').catch(reason => {
                const why = platformReason(reason);
                throw new BusError(isBlocked(why) ? 'blocked' : problemOf(reason, 'rejected').code, `open: ${isBlocked(why) ? blockedByPlatform : why}`);
            });
            onOpened({id: opened.id, name: opened.name ?? name, url: address});
        },
    };
}

// In the words of the platform: its page opens the window, and the browser wants to have seen a click there.
const isBlocked = (reason: string): boolean => /not approved popups/.test(reason);

const blockedByPlatform =
    'The browser blocked the window as a pop-up of the platform page. Each click in that page or in a frame of it opens one ' +
    "window, soon after it: open it from a callback that a click started, or allow pop-ups for the platform's site in the " +
    "browser's settings.";

/** Whole, because a platform would read it as relative to its own page. */
function pageAddress(url: string): string {
    let address: URL | undefined;
    try {
        address = new URL(url, document.baseURI);
    } catch {
        // Said below.
    }
    // A script would run with the rights of the page that opens it; data: gives a window that browsers leave empty.
    if (!address || ['javascript:', 'data:'].includes(address.protocol)) {
        throw new BusError('invalid_command', `open: "url" must be the address of a page, such as "/other/" or "https://example.com/", not ${pythonText(url)}.`);
    }
    return address.href;
}
