import type {Instance, Method} from '../connection/bus';
import {type Dict, isDict} from '../values/isDict';
import {jsonValue} from '../values/jsonValue';
import {toPlainJson} from '../values/toPlainJson';
import {isText} from '../values/isText';

// Any client of the bus may announce anything: what it says is copied, within these limits.

const longestText = 2000;
const longestFlags = 4000;
const mostObjectTypes = 100;

/** A name is not cut, because the rest would name another method. */
export function isUsableName(name: unknown): name is string {
    return isText(name) && name.length <= longestText;
}

/** What an app says about a method, as plain data. */
export interface AnnouncedMethod {
    name: string;
    displayName: string | null;
    description: string | null;
    accepts: string | null;
    returns: string | null;
    objectTypes: string[];
    version: number | null;
    flags: object;
    supportsStreaming: boolean;
}

export function announcedMethod(method: Method): AnnouncedMethod {
    const {name, displayName, description, accepts, returns, objectTypes, version, flags, supportsStreaming} = method;
    return {
        name,
        displayName: text(displayName),
        description: text(description),
        accepts: text(accepts),
        returns: text(returns),
        objectTypes: Array.isArray(objectTypes)
            ? objectTypes.slice(0, mostObjectTypes).flatMap((type) => text(type) ?? [])
            : [],
        version: typeof version === 'number' ? version : null,
        flags: announcedFlags(flags),
        supportsStreaming: Boolean(supportsStreaming),
    };
}

/** An instance as others see it, without the library's functions. */
export function announcedInstance(instance: Instance): Dict {
    return Object.fromEntries(
        Object.entries(instance).flatMap(([key, value]: [string, unknown]) => {
            const plain = ['number', 'boolean'].includes(typeof value) ? value : text(value);
            return plain === null ? [] : [[key, plain]];
        }),
    );
}

function text(value: unknown): string | null {
    return typeof value === 'string' ? value.slice(0, longestText) : null;
}

/** Flags that are too long, or nested too deeply for Dash's server, are left out as a whole. */
function announcedFlags(flags: unknown): object {
    try {
        const plain = toPlainJson(jsonValue(flags, 'flags'));
        return isDict(plain) && JSON.stringify(plain).length <= longestFlags ? plain : {};
    } catch {
        return {};
    }
}
