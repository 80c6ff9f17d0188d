import type {Glue} from '../connection/bus';
import {BusError} from '../values/busError';

/** An API that the configuration of a client library may leave out. Throws when this connection has none. */
export function apiOf<Name extends 'channels' | 'contexts'>(glue: Glue, name: Name): NonNullable<Glue[Name]> {
    const api = glue[name];
    if (!api) {
        throw new BusError(
            'unsupported',
            `this connection has no ${name}: the client library was started without them; start it with "${name}" switched on.`,
        );
    }
    return api;
}
