import {BusError} from '../busError';
import type {Bus, Glue} from './bus';
import {glueIn, isSkipInit, noBus} from './factoryAnswer';
import {glueStatus} from './glueStatus';
import {findPlatformPage} from './platformProbe';
import type {LibSettings, Settings} from './settings';
import {defaultChannels} from './standIns/defaultChannels';
import type {Connect} from './strategy';

/** The page is itself the browser platform that others run in. */
export const connectBrowserPlatform: Connect = async ({settings, libSettings, application}) => {
    const config = configOf(settings, libSettings, application);
    const key = JSON.stringify(config);
    if (running && running.key !== key) {
        throw new BusError('invalid_setting', 'This page is a browser platform already, with other settings; reload the page to change them.');
    }
    if (!running) {
        const forget = () => (running = undefined);
        running = {key, bus: start(config, libSettings)};
        running.bus.then(({glue}) => glue || forget(), forget);
    }
    return running.bus;
};

// Others depend on the platform, and the library refuses a second start: it outlives the Glue42 component and serves the next.
let running: {key: string; bus: Promise<Bus>} | undefined;

// How many messages wait for one client while the gateway is busy; it drops what exceeds them, without a word. As many as on
// the other buses of this library, instead of 1,000.
const clientBuffer = 20000;

interface Dict {
    [key: string]: unknown;
}

function configOf({webPlatform, channels, application: named}: Settings, {webPlatform: hooks}: LibSettings, title: string): Dict {
    const {gateway, glue, ...config} = (webPlatform?.config ?? {}) as Dict & {gateway?: Dict; glue?: Dict};
    const application = named?.trim() || glue?.application || title;
    return {
        channels: {definitions: channels ?? defaultChannels},
        ...config,
        // What fails is reported by the components; the library's own words on it are only noise.
        gateway: {logging: {level: 'error'}, ...gateway, clients: {buffer_size: clientBuffer, ...gateway?.clients as Dict}},
        glue: {
            systemLogger: {level: 'error'},
            ...glue,
            application,
            // The library calls every platform "Platform", but an identity takes precedence.
            identity: {application, applicationName: application},
            libraries: hooks?.libraries ?? [],
        },
    };
}

const ofPackage = async (config: object) => {
    const {default: createPlatform} = await import(/* webpackChunkName: "webPlatform" */ '@glue42/web-platform');
    return createPlatform(config);
};

async function start(config: object, {webPlatform}: LibSettings): Promise<Bus> {
    announcePlatform();
    await forgetForeignName();
    const given: unknown = await (webPlatform?.factory ?? ofPackage)(config);
    if (isSkipInit(given)) {
        return noBus({platform: 'browserPlatform', isEnterprise: false});
    }
    // The vendor's function gives the glue together with the platform. When a platform opened the page, it gives no platform:
    // the page has become an app of the other one.
    const pair = (given ?? {}) as {glue?: Glue; platform?: object};
    const glue = glueIn(pair.glue ?? given, 'webPlatform');
    return {
        platform: pair.glue && !pair.platform ? 'browser' : 'browserPlatform',
        isEnterprise: false,
        glue,
        onStatus: glueStatus(glue),
        isShared: true,
        close: () => undefined,
    };
}

/** By such a name, which any page can give to one that it opens or frames, the library takes the page for an app of another platform. */
async function forgetForeignName(): Promise<void> {
    if (/g42-|#wsp/.test(window.name) && !(await findPlatformPage())) {
        window.name = '';
    }
}

/** By this mark, which the library sets when it has been loaded, apps in frames know that a platform is starting. */
function announcePlatform(): void {
    const page = window as {glue42core?: object};
    page.glue42core ??= {webStarted: false};
}
