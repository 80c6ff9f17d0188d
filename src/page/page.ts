import {createConnection} from '../connection/connection';
import {patchGlue} from '../connection/clientLibrary/patchGlue';
import {publishGlobals} from '../connection/globals';
import {connect as connectEmbedded} from '../connection/platforms/embedded/embedded';
import {connect as connectGateway} from '../connection/platforms/gateway/gateway';
import type {Settings} from '../connection/settings/settings';
import {pageTitle} from '../connection/settings/pageTitle';
import {createBusAgent} from '../fdc3/bus/busAgent';
import {offerAgent} from '../fdc3/offerAgent';
import {fdc3SettingsProblem} from '../fdc3/settings';
import {BusError} from '../values/busError';
import {omitNull} from '../values/omitNull';

// The script of a page without Dash: it joins the bus of the Dash apps, and offers their FDC3 as window.fdc3. Its settings
// are those of a Glue42 component, as JSON in the attribute data-settings of its script element.

const settings = readSettings();

/** Throws, for the console, what the page has to change. What else is wrong with them the connection reports. */
function readSettings(): Settings {
    const given = (parse(document.currentScript?.dataset.settings ?? 'null') ?? {}) as Settings;
    const problem = fdc3SettingsProblem(omitNull(given.fdc3 ?? {}));
    if (problem !== null) {
        throw new BusError('invalid_setting', `dash_glue42: ${problem}`);
    }
    return given;
}

function parse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        throw new BusError('invalid_setting', `dash_glue42: data-settings of the script must be JSON, not ${text}`);
    }
}

const isElsewhere = async (): Promise<never> => {
    throw new BusError('unsupported', 'A page without Dash joins the embedded bus or a gateway.');
};

const connection = createConnection({
    connectors: {
        embedded: connectEmbedded,
        gateway: connectGateway,
        desktop: isElsewhere,
        browser: isElsewhere,
        browserPlatform: isElsewhere,
    },
    detectPlatform: ({gateway}) => (gateway?.url ? 'gateway' : 'embedded'),
    watchForPlatform: () => () => Promise.resolve(false),
    refusal: async (origin) => ({code: 'untrusted_origin', message: `A page of ${origin} was refused.`}),
    readLibSettings: () => ({}),
    loadPatchGlue: async () => patchGlue,
    application: pageTitle,
});

publishGlobals(connection);
let reported: string | undefined;
connection.subscribe(() => {
    const {error} = connection.state();
    if (error && error.message !== reported) {
        console.error(`dash_glue42: ${error.message}`);
    }
    reported = error?.message;
});
connection.open(settings);
offerAgent(createBusAgent(connection, settings.fdc3?.apps));
