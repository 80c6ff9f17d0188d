import type {GlueWindow, Windows} from '../connection/bus';
import {BusError} from '../values/busError';
import {randomId} from '../values/randomId';

/** The windows API over the browser's own windows: this page knows those that it opened. */
export function browserWindows(): Windows {
    let opened: {shown: Window; api: GlueWindow}[] = [];
    const list = () => {
        opened = opened.filter(({shown}) => !shown.closed);
        return opened.map(({api}) => api);
    };
    return {
        list,
        findById: (id) => list().find((window) => window.id === id),
        open: async (name, url, options = {}) => {
            if (list().some((window) => window.name === name)) {
                throw new BusError(
                    'name_taken',
                    `A window named "${name}" is open already: close it, or open this one under another name.`,
                );
            }
            const id = `dash_glue42-${randomId()}`;
            const isOwn = new URL(url, document.baseURI).origin === window.origin;
            const open = isOwn ? window.open.bind(window) : openWithoutOpener;
            const shown = open(url, id, features(options));
            if (!shown || shown.closed) {
                throw new BusError(
                    'blocked',
                    'The browser blocked the window as a pop-up. Each click of the user opens one window, soon after it: open it ' +
                        "from a callback that a click started, or allow pop-ups for this site in the browser's settings.",
                );
            }
            const api = windowApi({id, name, url, isOwn}, shown);
            opened.push({shown, api});
            return api;
        },
    };
}

function windowApi(
    {id, name, url, isOwn}: {id: string; name: string; url: string; isOwn: boolean},
    shown: Window,
): GlueWindow {
    const api: GlueWindow = {
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
    return api;
}

/** For a page of another origin, which could send its opener to another address, or offer it a platform. */
function openWithoutOpener(url: string, target: string, features: string): Window | null {
    // Not "noopener": then there is no handle, which shows whether the window was blocked and when it closes.
    const shown = window.open('about:blank', target, features);
    if (shown) {
        shown.opener = null;
        shown.location.replace(url);
    }
    return shown;
}

// As on the vendor's browser platform. Without a size the browser opens a tab.
const defaultSize = {width: 800, height: 600};

/** The options that a browser knows; the others are for the windows of a platform or of a desktop container. */
function features(options: {[option: string]: unknown}): string {
    const {width, height, left, top}: {[option: string]: unknown} = {...defaultSize, ...options};
    const size = Object.entries({width, height, left, top}).flatMap(([option, value]) => {
        if (value === undefined) {
            return [];
        }
        if (typeof value !== 'number' || !Number.isFinite(value)) {
            throw new BusError(
                'invalid_command',
                `options["${option}"] must be a number of pixels, not ${JSON.stringify(value)}.`,
            );
        }
        return `${option}=${Math.round(value)}`;
    });
    return ['popup', ...size].join(',');
}
