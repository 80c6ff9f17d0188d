import type {Fdc3Settings} from '../connection/settings/settings';
import {isDict} from '../values/isDict';
import {parseUrl} from '../values/parse';
import {pythonRepr} from '../values/pythonRepr';

const agents: unknown[] = ['auto', 'window', 'web', 'bus'];

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const isRecord = (value: unknown): boolean => isDict(value) && isText(value.appId);

/** What each setting must be, as a test and in words. */
const rules: {[key in keyof Required<Fdc3Settings>]: [isRight: (value: unknown) => boolean, words: string]} = {
    agent: [(value) => agents.includes(value), 'use one of "auto", "window", "web", "bus"'],
    appId: [isText, "give the app's id in its app directory as a non-empty string"],
    apps: [
        (value) => isText(value) || (Array.isArray(value) && value.every(isRecord)),
        'give the address of an app directory, or a list of its records, each with an "appId"',
    ],
    identityUrl: [
        (value) => parseUrl(value) !== undefined,
        'give a whole address such as "https://desk.example.com/quotes/"',
    ],
    timeoutMs: [(value) => typeof value === 'number' && value > 0, 'give a number of milliseconds above 0'],
    channelSelector: [isFlag, 'give True or False'],
    intentResolver: [isFlag, 'give True or False'],
};

/** What is wrong with `settings["fdc3"]`, without what is None, in one sentence; null: nothing. */
export function fdc3SettingsProblem(settings: object): string | null {
    for (const [key, value] of Object.entries(settings)) {
        const rule = Object.entries(rules).find(([name]) => name === key)?.[1];
        if (!rule) {
            const keys = Object.keys(rules).map((name) => `"${name}"`);
            return `Glue42 settings["fdc3"] has the unknown key "${key}"; use only ${keys.join(', ')}.`;
        }
        const [isRight, words] = rule;
        if (!isRight(value)) {
            const what = typeof value === 'object' ? '' : ` is ${pythonRepr(value)}`;
            return `Glue42 settings["fdc3"]["${key}"]${what || ' is not right'}; ${words}, or leave it out.`;
        }
    }
    return null;
}
