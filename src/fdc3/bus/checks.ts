import type {Context} from '@finos/fdc3-context';
import type {AppIdentifier} from '@finos/fdc3-standard';
import {isText} from '../../values/isText';
import {Fdc3Error, type Fdc3ErrorName} from '../fdc3Error';
import {isContext} from '../readContext';
import {jsonText} from '../../values/jsonText';
import {parseJson} from '../../values/parse';

/** A copy of the context as JSON can carry it. */
export function requireContext(value: unknown, failure: Fdc3ErrorName = 'MalformedContext'): Context {
    const context = parseJson(jsonText(value) ?? '');
    if (!isContext(context)) {
        throw new Fdc3Error(failure);
    }
    return context;
}

export function requireFunction(value: unknown): void {
    if (typeof value !== 'function') {
        throw new Fdc3Error('InvalidArguments');
    }
}

export function requireName(value: unknown): void {
    if (!isText(value)) {
        throw new Fdc3Error('InvalidArguments');
    }
}

/** FDC3 1.2 had the type of a context listener, and the name of an app, in other places. */
export function typeAndHandler<Handler>(args: [string | null, Handler] | [Handler]): [string | null, Handler] {
    const [type, handler] = args.length > 1 ? (args as [string | null, Handler]) : [null, args[0] as Handler];
    requireFunction(handler);
    return [type ?? null, handler];
}

export const asIdentifier = (app: AppIdentifier | string | undefined | null): AppIdentifier | undefined =>
    typeof app === 'string' ? {appId: app} : (app ?? undefined);
