import {BusError} from '../values/busError';
import type {Glue} from '../connection/bus';
import {withTimeout} from '../async/withTimeout';
import {pythonRepr} from '../values/pythonRepr';
import {withOurErrors} from './inOurWords';
import {readCommand} from './readCommand';
import {omitNull} from '../values/omitNull';
import {openWindowTimeoutMs} from '../async/timeouts';

/** A window that this page opened. */
export interface OpenedWindow {
    id: string;
    name: string;
    url: string;
}

/** Opens one. Throws with what is wrong with the command, or why there is no window. */
export async function openWindow(
    glue: Glue,
    command: unknown,
    onOpened: (opened: OpenedWindow) => void,
): Promise<void> {
    const {name, url, options} = readCommand('open', command, {name: 'text', url: 'text', options: 'dict?'});
    const address = pageAddress(url as string);
    const open = async () => glue.windows.open(name, address, omitNull((options ?? {}) as object));
    const opened = await withOurErrors('open: ', () =>
        withTimeout(open(), openWindowTimeoutMs, 'the platform did not open the window'),
    );
    onOpened({id: opened.id, name: opened.name ?? (name as string), url: address});
}

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
        throw new BusError(
            'invalid_command',
            `open: "url" must be the address of a page, such as "/other/" or "https://example.com/", not ${pythonRepr(url)}.`,
        );
    }
    return address.href;
}
