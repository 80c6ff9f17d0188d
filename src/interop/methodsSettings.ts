import {type Dict, isDict} from '../values/isDict';
import {isText} from '../values/isText';
import {pythonRepr} from '../values/pythonRepr';
import {flagProblem, settingProblem} from '../values/settingProblem';

/** All that is given must hold. */
export interface MethodFilter {
    name?: string;
    prefix?: string;
    /** The method has all of these. */
    objectTypes?: string[];
    /** The method has all of these, at any depth. */
    flags?: Dict;
    /** The id of an instance, or the keys that an instance must have. */
    instance?: string | Dict;
    streams?: boolean;
}

/** The settings of a Methods component. */
export interface MethodsSettings {
    filter: MethodFilter;
    system: boolean;
    own: boolean;
}

const kinds: {[key in keyof MethodFilter]-?: {words: string; isValid: (value: unknown) => boolean}} = {
    name: {words: 'a non-empty string', isValid: isText},
    prefix: {words: 'a string', isValid: (value) => typeof value === 'string'},
    objectTypes: {words: 'a list of strings', isValid: (value) => Array.isArray(value) && value.every(isText)},
    flags: {words: 'a dict', isValid: isDict},
    instance: {words: 'the id of an instance or a dict', isValid: (value) => isText(value) || isDict(value)},
    streams: {words: 'True or False', isValid: (value) => typeof value === 'boolean'},
};

/** Returns what is wrong with the settings of a Methods component, or null. */
export function methodsSettingsProblem({filter, system, own}: {[setting: string]: unknown}): string | null {
    const names = Object.keys(kinds)
        .map((key) => `"${key}"`)
        .join(', ');
    const problem = flagProblem({system, own}) ?? settingProblem({filter}, isDict, `a dict with some of ${names}`);
    if (problem !== null) {
        return problem;
    }
    for (const [key, value] of Object.entries(filter as Dict)) {
        const kind = Object.entries(kinds).find(([name]) => name === key)?.[1];
        if (!kind) {
            return `filter has no key ${pythonRepr(key)}: it takes ${names}.`;
        }
        if (!kind.isValid(value)) {
            return `filter: "${key}" must be ${kind.words}, not ${pythonRepr(value)}.`;
        }
    }
    return null;
}
