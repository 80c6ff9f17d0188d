import type {Glue} from '../connection/bus';
import {openWindowTimeoutMs} from '../async/timeouts';
import {withTimeout} from '../async/withTimeout';
import {BusError} from '../values/busError';
import {omitNull} from '../values/omitNull';
import {parseUrl} from '../values/parse';
import {pythonRepr} from '../values/pythonRepr';
import {withOurErrors} from './withOurErrors';
import {readCommand} from './readCommand';

/** A window that this page opened. */
export interface OpenedWindow {
    id: string;
    name: string;
    url: string;
}

/** Opens a window. Rejects with what is wrong with the command, or why there is no window. */
export async function openWindow(
    glue: Glue,
    command: unknown,
    onOpened: (opened: OpenedWindow) => void,
): Promise<void> {
    const {name, url, options} = readCommand('open', command, {name: 'text', url: 'text', options: 'dict?'});
    const address = pageAddress(url);
    const open = async () => glue.windows.open(name, address, omitNull(options ?? {}));
    const opened = await withOurErrors(
        () => withTimeout(open(), openWindowTimeoutMs, 'the platform did not open the window'),
        'open: ',
    );
    onOpened({id: opened.id, name: opened.name ?? name, url: address});
}

/** A whole address: a platform would resolve a relative one against its own page. */
function pageAddress(url: string): string {
    const address = parseUrl(url, document.baseURI);
    // A script would run with the rights of the page that opens it; browsers leave a window with a data: address empty.
    if (!address || ['javascript:', 'data:'].includes(address.protocol)) {
        throw new BusError(
            'invalid_command',
            `open: "url" must be the address of a page, such as "/other/" or "https://example.com/", not ${pythonRepr(url)}.`,
        );
    }
    return address.href;
}
