import {isDict} from './isDict';
import {pythonRepr} from './pythonRepr';

interface Settings {
    [setting: string]: unknown;
}

/** Returns what is wrong with the first of the settings that is not right, or null. */
export function settingProblem(settings: Settings, isRight: (value: unknown) => boolean, words: string): string | null {
    const wrong = Object.entries(settings).find(([, value]) => !isRight(value));
    return wrong ? `${wrong[0]} must be ${words}, not ${pythonRepr(wrong[1])}.` : null;
}

export function flagProblem(settings: Settings): string | null {
    return settingProblem(settings, (value) => typeof value === 'boolean', 'True or False');
}

export function amountProblem(settings: Settings): string | null {
    return settingProblem(settings, (value) => typeof value === 'number' && value > 0, 'a number above 0');
}

/** A target is one of the names, or says which instances. */
export function targetProblem(target: unknown, names: string[]): string | null {
    const isTarget = (value: unknown) =>
        names.includes(value as string) ||
        isDict(value) ||
        (Array.isArray(value) && value.length > 0 && value.every(isDict));
    return settingProblem({target}, isTarget, `"${names.join('", "')}", an instance dict or a list of them`);
}
