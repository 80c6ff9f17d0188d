import {loadFile} from '../bundle/loadFile';
import type {Connect, Connectors} from './bus';
import {type Connection, createConnection} from './connection';
import {detectPlatform} from './detectPlatform';
import {watchForPlatform} from './platformSearch';
import {readLibSettings} from './settings/libSettings';
import {pageTitle} from './settings/pageTitle';

/** A connector in one of the lazy files. */
const lazy =
    (name: string, load: () => Promise<{connect: Connect}>): Connect =>
    async (request) =>
        (await loadFile(name, load, request)).connect(request);

/** How each platform is reached. All but this list is loaded when it is needed. */
const connectors: Connectors = {
    desktop: lazy('desktop', () => import(/* webpackChunkName: "desktop" */ './platforms/desktop/desktop')),
    browser: lazy('platform', () => import(/* webpackChunkName: "platform" */ './platforms/browser')),
    browserPlatform: lazy('platform', () => import(/* webpackChunkName: "platform" */ './platforms/browserPlatform')),
    // In one file with the library that it needs in any case.
    gateway: lazy('core', () => import(/* webpackChunkName: "core" */ './platforms/gateway/gateway')),
    // In one file with what every connection needs.
    embedded: lazy('apis', () => import(/* webpackChunkName: "apis" */ './platforms/embedded/embedded')),
};

/** The page's one connection. */
export const connection: Connection = createConnection({
    connectors,
    detectPlatform,
    watchForPlatform,
    refusal: async (origin, isOffer, waiting) => {
        const file = await loadFile('platform', () => import(/* webpackChunkName: "platform" */ './refusal'), waiting);
        return file.refusal(origin, isOffer);
    },
    readLibSettings,
    loadPatchGlue: async (waiting) =>
        (await loadFile('apis', () => import(/* webpackChunkName: "apis" */ '../apis'), waiting)).patchGlue,
    application: pageTitle,
});
