import {BusError} from '../../values/busError';
import {clientBuffer} from '../../values/gatewayEngine';
import type {Dict} from '../../values/isDict';
import type {Bus, Connect, Glue} from '../bus';
import {requireGlue, isSkipInit, inertBus} from '../clientLibrary/factoryResult';
import {glueStatus} from '../clientLibrary/connectionEvents';
import {loadFile} from '../../bundle/loadFile';
import {findPlatformPage} from '../platformProbe';
import type {LibSettings, Settings} from '../settings/settings';
import {defaultChannels} from '../../fallbackApis/contextChannels/defaultChannels';
import {type Waiting, reportIfSlow} from '../../async/waiting';

/** The page is itself the browser platform that others run in. */
export const connect: Connect = async ({settings, libSettings, application, onWaiting}) => {
    reportWaiting = onWaiting;
    const config = configOf(settings, libSettings, application);
    const key = JSON.stringify(config);
    if (running && running.key !== key) {
        throw new BusError(
            'invalid_setting',
            'This page is a browser platform already, with other settings; reload the page to change them.',
        );
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

// Its start goes on when the component that asked for it goes, and then reports to the next one.
let reportWaiting: Waiting['onWaiting'] = () => undefined;
const onWaiting: Waiting['onWaiting'] = (problem) => reportWaiting(problem);

function configOf(
    {webPlatform, channels, application: named}: Settings,
    {webPlatform: hooks}: LibSettings,
    title: string,
): Dict {
    const {gateway, glue, ...config} = (webPlatform?.config ?? {}) as Dict & {gateway?: Dict; glue?: Dict};
    const application = named?.trim() || glue?.application || title;
    return {
        channels: {definitions: channels ?? defaultChannels},
        ...config,
        // What fails is reported by the components; the library's own log lines add nothing.
        gateway: {
            logging: {level: 'error'},
            ...gateway,
            // The vendor's 1,000 are too few for a burst.
            clients: {buffer_size: clientBuffer, ...(gateway?.clients as Dict)},
        },
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

async function loadPlatform(): Promise<(config: object) => Promise<unknown>> {
    return (
        await loadFile('webPlatform', () => import(/* webpackChunkName: "webPlatform" */ '@glue42/web-platform'), {
            onWaiting,
        })
    ).default;
}

async function start(config: object, {webPlatform}: LibSettings): Promise<Bus> {
    announcePlatform();
    await forgetForeignName();
    const createPlatform = webPlatform?.factory ?? (await loadPlatform());
    const result = await reportIfSlow<unknown>(createPlatform(config), () =>
        onWaiting({code: 'not_connected', message: 'The browser platform in this page is still starting.'}),
    );
    if (isSkipInit(result)) {
        return inertBus('browserPlatform');
    }
    // The vendor's function gives the glue together with the platform. When a platform opened the page, it gives no platform:
    // the page has become an app of the other one.
    const pair = (result ?? {}) as {glue?: Glue; platform?: object};
    const glue = requireGlue(pair.glue ?? result, 'webPlatform');
    return {
        platform: pair.glue && !pair.platform ? 'browser' : 'browserPlatform',
        glue,
        onStatus: glueStatus(glue),
        isShared: true,
        close: () => undefined,
    };
}

/** By such a name, which any page can give to one that it opens or frames, the library takes the page for an app of another platform. */
async function forgetForeignName(): Promise<void> {
    if (/g42-|#wsp/.test(window.name) && !(await findPlatformPage({onWaiting}))) {
        window.name = '';
    }
}

/** By this mark, which the library sets when it has been loaded, apps in frames know that a platform is starting. */
function announcePlatform(): void {
    const page = window as {glue42core?: object};
    page.glue42core ??= {webStarted: false};
}
