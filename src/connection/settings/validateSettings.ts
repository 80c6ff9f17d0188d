import {type Dict, isDict} from '../../values/isDict';
import {isText} from '../../values/isText';
import {parseUrl} from '../../values/parse';
import {pythonRepr} from '../../values/pythonRepr';
import type {Settings} from './settings';
import {isGiven} from '../../values/omitNull';

const types = ['client', 'platform', 'gateway', 'embedded'];
const libraries = ['web', 'webPlatform', 'desktop'];
const keys = ['type', 'application', 'channels', ...libraries, 'gateway', 'trustedOrigins', 'fdc3'];

/** What is wrong with the settings, in one sentence. */
export function validateSettings(settings: unknown): string | undefined {
    if (!isGiven(settings)) {
        return undefined;
    }
    if (!isDict(settings)) {
        return `settings must be a dict, not ${describe(settings)}.`;
    }
    return shapeProblem(settings) ?? combinationProblem(settings as Settings);
}

function shapeProblem(settings: Dict): string | undefined {
    const unknownKey = Object.keys(settings).find((key) => !keys.includes(key));
    if (unknownKey !== undefined) {
        return `settings has the unknown key "${unknownKey}"; use only ${list(keys)}.`;
    }
    const {type, application, gateway, channels, trustedOrigins, fdc3} = settings;
    if (isGiven(type) && !types.includes(type as string)) {
        return `settings["type"] is ${describe(type)}; use one of ${list(types)}, or leave it out.`;
    }
    if (isGiven(application) && (typeof application !== 'string' || !application.trim())) {
        return `settings["application"] is ${describe(application)}; give the app's name as a non-empty string, or leave it out.`;
    }
    for (const library of libraries) {
        const problem = librarySettingsProblem(library, settings[library]);
        if (problem) {
            return problem;
        }
    }
    if (isGiven(channels) && !(Array.isArray(channels) && channels.every(isChannel))) {
        return 'settings["channels"] must be a list of channels such as {"name": "Red", "meta": {"color": "red"}}; give that, or leave it out.';
    }
    if (isGiven(gateway) && !isDict(gateway)) {
        return `settings["gateway"] is ${describe(gateway)}; give a dict such as {"url": "ws://localhost:8385"}.`;
    }
    // The rest is checked where FDC3 is used.
    if (isGiven(fdc3) && !isDict(fdc3)) {
        return `settings["fdc3"] is ${describe(fdc3)}; give a dict such as {"agent": "bus"}.`;
    }
    return originsProblem(trustedOrigins) ?? gatewayProblem((gateway as Dict | undefined) ?? {});
}

function originsProblem(origins: unknown): string | undefined {
    if (!isGiven(origins)) {
        return undefined;
    }
    const wrong = Array.isArray(origins)
        ? origins.filter((origin) => origin !== exactOrigin(origin)).map(describe)[0]
        : describe(origins);
    return (
        wrong &&
        `settings["trustedOrigins"] ${Array.isArray(origins) ? 'has' : 'is'} ${wrong}; give a list of exact origins such as "https://desk.example.com".`
    );
}

/** Scheme, host and port as browsers write them, which they compare letter by letter. */
function exactOrigin(address: unknown): string | undefined {
    const origin = parseUrl(address)?.origin;
    // A wildcard is a valid host, and means nothing.
    return origin === 'null' || origin?.includes('*') ? undefined : origin;
}

const pace = ['reconnectAttempts', 'reconnectInterval', 'heartbeatInterval'];

function gatewayProblem({url, token, auth, ...more}: Dict): string | undefined {
    // Neither of the two is shown: an address may hold a password, and what is no token may be another secret.
    if (isGiven(url) && !(typeof url === 'string' && /^wss?:\/\/./.test(url))) {
        return 'settings["gateway"]["url"] must start with ws:// or wss://; give an address such as "ws://localhost:8385".';
    }
    if (isGiven(token) && !isText(token)) {
        return 'settings["gateway"]["token"] must be a non-empty string; give the token that the gateway asks for, or leave it out.';
    }
    if (isGiven(auth) && !isDict(auth)) {
        return 'settings["gateway"]["auth"] must be a dict such as {"username": "...", "password": "..."}; give that, or leave it out.';
    }
    const wrong = pace.find((key) => isGiven(more[key]) && !(typeof more[key] === 'number' && more[key] > 0));
    if (wrong !== undefined) {
        return `settings["gateway"]["${wrong}"] is ${describe(more[wrong])}; give a number above 0, or leave it out.`;
    }
    if (isGiven(token) && isGiven(auth)) {
        return 'settings["gateway"] has both "token" and "auth"; keep one of them.';
    }
    return undefined;
}

function isChannel(value: unknown): boolean {
    return (
        isDict(value) &&
        isText(value.name) &&
        isDict(value.meta) &&
        isText(value.meta.color) &&
        (!isGiven(value.data) || isDict(value.data))
    );
}

function librarySettingsProblem(library: string, value: unknown): string | undefined {
    if (!isGiven(value)) {
        return undefined;
    }
    if (!isDict(value)) {
        return `settings["${library}"] is ${describe(value)}; give a dict such as {"config": {}}.`;
    }
    const unknownKey = Object.keys(value).find((key) => key !== 'config');
    if (unknownKey !== undefined) {
        return `settings["${library}"] has the unknown key "${unknownKey}"; put the options of the library into its "config".`;
    }
    if (isGiven(value.config) && !isDict(value.config)) {
        return `settings["${library}"]["config"] is ${describe(value.config)}; give a dict with the options of the library.`;
    }
    return undefined;
}

function combinationProblem({type, web, webPlatform, gateway}: Settings): string | undefined {
    if (web && webPlatform) {
        return 'settings has both "web" and "webPlatform"; keep "web" in a client and "webPlatform" in the platform itself.';
    }
    if (webPlatform && type !== 'platform') {
        return `settings["webPlatform"] needs settings["type"] to be "platform"${type ? `, not "${type}"` : ''}; add that or remove it.`;
    }
    if (type === 'gateway' && !gateway?.url) {
        return 'settings["type"] is "gateway" but settings["gateway"]["url"] is missing; add the address of the gateway.';
    }
    if (type && type !== 'gateway' && gateway?.url) {
        return `settings["gateway"]["url"] cannot go with settings["type"] "${type}"; remove one of the two.`;
    }
    if (gateway && !gateway.url) {
        return 'settings["gateway"] has no "url"; add the address of the gateway or remove it.';
    }
    return undefined;
}

const list = (names: string[]): string => names.map((name) => `"${name}"`).join(', ');

function describe(value: unknown): string {
    if (Array.isArray(value)) {
        return 'a list';
    }
    return isDict(value) ? 'a dict' : pythonRepr(value);
}
