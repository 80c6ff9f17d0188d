import type {MethodDefinition} from '../connection/bus';
import {omitNull} from '../values/omitNull';
import {pythonRepr} from '../values/pythonRepr';
import {amountProblem, flagProblem} from '../values/settingProblem';
import {intentOfMethod} from './intentMethods';
import {jsonText} from '../values/jsonText';
import {isText} from '../values/isText';

export type Definition = string | MethodDefinition;

/** Returns what is wrong with the definition of a method or a stream, or null. */
export function definitionProblem(definition: unknown, kind: 'method' | 'stream'): string | null {
    const name =
        typeof definition === 'object' && definition !== null ? (definition as {name?: unknown}).name : definition;
    const isRight = isText(name) && !Array.isArray(definition) && jsonText(definition) !== undefined;
    return isRight
        ? null
        : `definition must be a ${kind}'s name or a dict with a "name", not ${pythonRepr(definition)}.`;
}

/** Returns what is wrong with the settings of a MethodRegister, or null. */
export function registrationProblem(settings: {[setting: string]: unknown}): string | null {
    const {definition, returns, deferResult, methodResponseTimeoutMs, maxPending, maxBatch} = settings;
    return (
        flagProblem({returns, deferResult}) ??
        amountProblem({methodResponseTimeoutMs, maxPending, maxBatch}) ??
        definitionProblem(definition, 'method')
    );
}

export function methodName(definition: Definition): string {
    return typeof definition === 'string' ? definition : definition.name;
}

/** As the client libraries take it. */
export function asDefinition(definition: Definition): MethodDefinition {
    return typeof definition === 'string' ? {name: definition} : definition;
}

/** As it is registered. The vendor's clients find an intent only when its method has `flags.intent`. */
export function asRegistered(definition: Definition): MethodDefinition {
    const full = asDefinition(definition);
    const {name, displayName, description, flags} = full;
    if (intentOfMethod(name) === undefined) {
        return full;
    }
    return {...full, flags: {...flags, intent: {...omitNull({displayName, description}), ...flags?.intent}}};
}
