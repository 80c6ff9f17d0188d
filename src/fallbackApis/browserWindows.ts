import {BusError} from '../values/busError';
import {randomId} from '../values/randomId';

/** As the vendor's web library describes a window, as far as one page can know of another. */
interface BrowserWindow {
    id: string;
    name: string;
    getURL: () => Promise<string>;
    focus: () => Promise<BrowserWindow>;
    close: () => Promise<BrowserWindow>;
}

interface BrowserWindows {
    open: (name: string, url: string, options?: {[option: string]: unknown}) => Promise<BrowserWindow>;
    list: () => BrowserWindow[];
    findById: (id: string) => BrowserWindow | undefined;
}

/** The windows API over the browser's own windows, for a bus that brings none: this page knows those that it opened. */
export function browserWindows(): BrowserWindows {
    let opened: {shown: Window; api: BrowserWindow}[] = [];
    const list = () => {
        opened = opened.filter(({shown}) => !shown.closed);
        return opened.map(({api}) => api);
    };
    return {
        list,
        findById: (id) => list().find((each) => each.id === id),
        open: async (name, url, options = {}) => {
            if (list().some((each) => each.name === name)) {
                throw new BusError(
                    'name_taken',
                    `A window named "${name}" is open already: close it, or open this one under another name.`,
                );
            }
            const id = `dash_glue42-${randomId()}`;
            const isOwn = new URL(url, document.baseURI).origin === window.origin;
            const shown = isOwn
                ? window.open(url, id, features(options))
                : openWithoutOpener(url, id, features(options));
            if (!shown || shown.closed) {
                throw new BusError(
                    'blocked',
                    'The browser blocked the window as a pop-up. Each click of the user opens one window, soon after it: open it ' +
                        "from a callback that a click started, or allow pop-ups for this site in the browser's settings.",
                );
            }
            const api: BrowserWindow = {
                id,
                name,
                getURL: async () => url,
                focus: async () => {
                    shown.focus();
                    return api;
                },
                close: async () => {
                    if (!isOwn) {
                        throw new BusError(
                            'unsupported',
                            'Browsers let a page close only windows of its own origin: the user has to close this one.',
                        );
                    }
                    shown.close();
                    return api;
                },
            };
            opened.push({shown, api});
            return api;
        },
    };
}

/** For a page of another origin, which could send its opener to another address, or offer it a platform. */
function openWithoutOpener(url: string, target: string, features: string): Window | null {
    // Not "noopener": then there is no handle, by which to see whether the window was blocked and when it closes.
    const shown = window.open('about:blank', target, features);
    if (shown) {
        shown.opener = null;
        shown.location.replace(url);
    }
    return shown;
}

// What the vendor's browser platform gives a window that asks for nothing. Without a size the browser opens a tab.
const defaultSize = {width: 800, height: 600};

/** What a browser can be asked for; the other options are for the windows of a platform or of a desktop container. */
function features(options: {[option: string]: unknown}): string {
    const wanted: {[option: string]: unknown} = {...defaultSize, ...options};
    const asked = ['width', 'height', 'left', 'top'].filter((key) => wanted[key] !== undefined);
    const wrong = asked.find((key) => !Number.isFinite(wanted[key]));
    if (wrong) {
        throw new BusError(
            'invalid_command',
            `options["${wrong}"] must be a number of pixels, not ${JSON.stringify(wanted[wrong])}.`,
        );
    }
    return ['popup', ...asked.map((key) => `${key}=${Math.round(wanted[key] as number)}`)].join(',');
}
