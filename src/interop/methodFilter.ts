import type {Glue, Instance} from '../connection/bus';
import type {MethodsSettings} from './methodsSettings';
import {isInstance} from './servers';

/** Names of the platforms' own methods. A name that begins with "_" is internal to an app. */
const systemName = /^(T42\.|Tick42\.|_)/i;

/** Whether methods of this name are listed. */
export function isListedName(name: string, {filter, system}: MethodsSettings): boolean {
    const prefix = filter.prefix ?? '';
    const isNamed = filter.name !== undefined || systemName.test(prefix);
    return (system || isNamed || !systemName.test(name)) && name.toLowerCase().startsWith(prefix.toLowerCase());
}

/** Whether the methods of this instance are listed. */
export function isListedInstance(glue: Glue, server: Instance, {filter, own}: MethodsSettings): boolean {
    const wanted = typeof filter.instance === 'string' ? {instance: filter.instance} : (filter.instance ?? {});
    return (own || server.peerId !== glue.interop.instance.peerId) && isInstance(glue, server, wanted);
}
