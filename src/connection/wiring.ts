import {loadFile} from '../bundle/loadFile';
import type {Connect, Connectors} from './bus';
import {type Connection, createConnection} from './connection';
import {detectPlatform} from './detectPlatform';
import {watchForPlatform} from './platformSearch';
import {readLibSettings} from './settings/libSettings';
import {pageTitle} from './settings/pageTitle';

const lazy =
    <File>(name: string, load: () => Promise<File>, connectorIn: (file: File) => Connect): Connect =>
    async (request) =>
        connectorIn(await loadFile(name, load, request))(request);

/** How each platform is reached. All but this list is loaded when it is needed. */
const connectors: Connectors = {
    desktop: lazy(
        'desktop',
        () => import(/* webpackChunkName: "desktop" */ './platforms/desktop/desktop'),
        (file) => file.connectDesktop,
    ),
    browser: lazy(
        'platform',
        () => import(/* webpackChunkName: "platform" */ './platforms/browser'),
        (file) => file.connectBrowser,
    ),
    browserPlatform: lazy(
        'platform',
        () => import(/* webpackChunkName: "platform" */ './platforms/browserPlatform'),
        (file) => file.connectBrowserPlatform,
    ),
    // In one file with the library that it needs in any case.
    gateway: lazy(
        'core',
        () => import(/* webpackChunkName: "core" */ './platforms/gateway/gateway'),
        (file) => file.connectGateway,
    ),
    // In one file with what every connection needs.
    embedded: lazy(
        'apis',
        () => import(/* webpackChunkName: "apis" */ './platforms/embedded/embedded'),
        (file) => file.connectEmbedded,
    ),
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
