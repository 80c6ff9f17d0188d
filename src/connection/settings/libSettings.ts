import {BusError} from '../../values/busError';
import type {LibSettings, LibraryHooks} from './settings';

const libraries = ['web', 'webPlatform', 'desktop'] as const;

/** What a script of the app left in `window.glue42dash.libSettings`. Throws when that cannot be used. */
export function readLibSettings(): LibSettings {
    const libSettings = window.glue42dash?.libSettings;
    libraries.forEach((library) => {
        const problem = hooksProblem(libSettings?.[library]);
        if (problem) {
            throw new BusError('invalid_setting', `window.glue42dash.libSettings.${library}${problem}.`);
        }
    });
    return libSettings ?? {};
}

function hooksProblem(hooks: LibraryHooks | undefined): string | undefined {
    if (hooks === undefined || hooks === null) {
        return undefined;
    }
    if (typeof hooks !== 'object') {
        return ' must be an object with a factory, libraries or both';
    }
    const {factory, libraries: extensions} = hooks;
    if (factory !== undefined && typeof factory !== 'function') {
        return '.factory must be a function that takes a config and returns a promise of a glue';
    }
    if (
        extensions !== undefined &&
        !(Array.isArray(extensions) && extensions.every((extension) => typeof extension === 'function'))
    ) {
        return '.libraries must be an array of functions';
    }
    return undefined;
}
