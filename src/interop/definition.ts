import {pythonRepr} from '../values/pythonRepr';
import {omitNull} from '../values/omitNull';

export type Definition = string | {name: string; [key: string]: unknown};

/** Returns what is wrong with a method's definition, or null. */
export function definitionProblem(definition: unknown): string | null {
    const name =
        typeof definition === 'object' && definition !== null ? (definition as {name?: unknown}).name : definition;
    return typeof name === 'string' && name !== '' && !Array.isArray(definition)
        ? null
        : `definition must be a method's name or a dict with a "name", not ${pythonRepr(definition)}.`;
}

/** Returns what is wrong with the settings of a MethodRegister, or null. */
export function registrationProblem(settings: {[setting: string]: unknown}): string | null {
    const {definition, returns, deferResult, methodResponseTimeoutMs, maxPending} = settings;
    const flag = Object.entries({returns, deferResult}).find(([, value]) => typeof value !== 'boolean');
    if (flag) {
        return `${flag[0]} must be True or False, not ${pythonRepr(flag[1])}.`;
    }
    const amount = Object.entries({methodResponseTimeoutMs, maxPending}).find(
        ([, value]) => !(typeof value === 'number' && value > 0),
    );
    if (amount) {
        return `${amount[0]} must be a number above 0, not ${pythonRepr(amount[1])}.`;
    }
    return definitionProblem(definition);
}

export function methodName(definition: Definition): string {
    return typeof definition === 'string' ? definition : definition.name;
}

/** As the client libraries take it. */
export function asDefinition(definition: Definition): {name: string} {
    return typeof definition === 'string' ? {name: definition} : definition;
}

const intentPrefix = 'Tick42.FDC3.Intents.';

/**
 * As it is registered. A method whose name makes it an intent has `flags.intent`: without it the vendor's clients on the
 * bus fail to find any intent.
 */
export function asRegistered(definition: Definition): {name: string} {
    const full = asDefinition(definition) as {
        name: string;
        displayName?: string;
        description?: string;
        flags?: {intent?: object} | null;
    };
    if (!full.name.startsWith(intentPrefix)) {
        return full;
    }
    const {displayName, description, flags} = full;
    const told = omitNull({displayName, description});
    return {...full, flags: {...flags, intent: {...told, ...flags?.intent}}} as {name: string};
}
