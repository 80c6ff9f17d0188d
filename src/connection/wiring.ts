import type {Platform} from './bus';
import {loadFile} from '../bundle/loadFile';
import type {Connect} from './strategy';

export type Connectors = {[platform in Platform]: Connect};

/** How each platform is reached. All but this list is loaded when it is needed. */
export const connectors: Connectors = {
    desktop: async (request) =>
        (
            await loadFile(
                'desktop',
                () => import(/* webpackChunkName: "desktop" */ './platforms/desktop/desktop'),
                request,
            )
        ).connectDesktop(request),
    browser: async (request) =>
        (
            await loadFile('platform', () => import(/* webpackChunkName: "platform" */ './platforms/browser'), request)
        ).connectBrowser(request),
    browserPlatform: async (request) =>
        (
            await loadFile(
                'platform',
                () => import(/* webpackChunkName: "platform" */ './platforms/browserPlatform'),
                request,
            )
        ).connectBrowserPlatform(request),
    // In one file with the library that it needs in any case.
    gateway: async (request) =>
        (
            await loadFile('core', () => import(/* webpackChunkName: "core" */ './platforms/gateway/gateway'), request)
        ).connectGateway(request),
    // In one file with what every connection needs.
    embedded: async (request) =>
        (
            await loadFile(
                'apis',
                () => import(/* webpackChunkName: "apis" */ './platforms/embedded/embedded'),
                request,
            )
        ).connectEmbedded(request),
};
