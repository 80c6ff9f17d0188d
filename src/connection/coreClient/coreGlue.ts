import type {Glue42Core} from '@glue42/core';
import {randomId} from '../../values/randomId';
import type {Glue} from '../bus';
import {loadFile} from '../../bundle/loadFile';
import {readLaunch} from '../launch';
import type {Waiting} from '../../async/waiting';

type CreateCoreGlue = (application: string, applicationName: string, config: Glue42Core.Config) => Promise<Glue>;

/** Loads the vendor's core library, which does all that a plain gateway can. */
export async function loadCore(waiting: Waiting): Promise<CreateCoreGlue> {
    const {default: createCore} = await loadFile(
        'core',
        () => import(/* webpackChunkName: "core" */ '@glue42/core'),
        waiting,
    );
    return (application, applicationName, config) =>
        createCore({
            application,
            // Apps of the same name must be distinguishable when an instance is the target of an invocation.
            identity: {instance: readLaunch()?.instance ?? randomId(), applicationName},
            // No program collects metrics on such a bus.
            metrics: false,
            // What fails here is reported by the components; the library's own log lines add nothing.
            logger: 'error',
            ...config,
            // With what `patchGlue` adds.
        }) as Promise<Glue42Core.GlueCore & Glue>;
}
