import type {AppIdentifier, ContextMetadata} from '@finos/fdc3-standard';
import {withTimeout} from '../../async/withTimeout';
import type {Glue, Instance} from '../../connection/bus';
import {unique} from '../../interop/instances';
import {Fdc3Error, type Fdc3ErrorName} from '../fdc3Error';
import {collaborateMethod} from './wire';

/** The app that an instance on the bus is, as FDC3 calls it. */
export const identifierOf = ({
    applicationName,
    application,
    instance,
}: Instance): Required<Omit<AppIdentifier, 'desktopAgent'>> => ({
    appId: applicationName || application || '',
    instanceId: instance ?? '',
});

export const ownIdentifier = (glue: Glue) => identifierOf(glue.interop.instance);

/** The instances that speak FDC3, this page among them. */
export const runningApps = (glue: Glue): ReturnType<typeof identifierOf>[] =>
    unique(glue.interop.servers({name: collaborateMethod})).map(identifierOf);

/** Where a context comes from; undefined: from an app that has gone. */
export function sourceOf(glue: Glue, peerId: string | undefined): ContextMetadata | undefined {
    const peer = peerId && glue.interop.servers().find((server) => server.peerId === peerId);
    return peer ? {source: identifierOf(peer)} : undefined;
}

export const offers = (glue: Glue, name: string, instanceId: string): boolean =>
    glue.interop.servers({name}).some(({instance}) => instance === instanceId);

/** Resolves when the instance offers the method: an app that was started does so after a moment. */
export function whenOffered(
    glue: Glue,
    method: string,
    instanceId: string,
    {limitMs, failure}: {limitMs: number; failure: Fdc3ErrorName},
): Promise<void> {
    let stop: () => void = () => undefined;
    const offered = new Promise<void>((resolve) => {
        const check = () => offers(glue, method, instanceId) && resolve();
        stop = glue.interop.serverMethodAdded(check);
        check();
    });
    return withTimeout(offered, limitMs, '')
        .catch(() => {
            throw new Fdc3Error(failure);
        })
        .finally(() => stop());
}
