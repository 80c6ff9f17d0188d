import type {Context} from '@finos/fdc3-context';
import {BusError} from '../values/busError';
import {isDict} from '../values/isDict';
import {isText} from '../values/isText';
import {jsonText} from '../values/jsonText';

/** Contexts come from other apps, and go to a callback in one request. */
const maxBytes = 256 * 1024;

export const isContext = (value: unknown): value is Context => isDict(value) && isText(value.type);

/** A plain copy of a context that another app gave. Throws when it is none, or too large. */
export function readContext(value: unknown): Context {
    const text = isContext(value) ? jsonText(value) : undefined;
    if (text === undefined) {
        throw new BusError('invalid_arguments', 'the context is no object with a "type" that JSON can express.');
    }
    if (text.length > maxBytes) {
        const kilobytes = Math.ceil(text.length / 1024);
        throw new BusError('invalid_arguments', `the context has ${kilobytes} KB; no more than 256 KB are taken.`);
    }
    return JSON.parse(text) as Context;
}

/** Which app a context or an intent comes from; null: the agent does not say. */
export interface Source {
    appId: string;
    instanceId: string | null;
}

export function readSource(app: unknown): Source | null {
    if (!isDict(app) || typeof app.appId !== 'string') {
        return null;
    }
    return {appId: app.appId, instanceId: typeof app.instanceId === 'string' ? app.instanceId : null};
}
