import {BusError} from '../../values/busError';
import type {Bus, Glue, Platform} from '../bus';
import type {LibSettings} from '../settings/settings';

/** What a factory of the app may resolve to instead of a glue: the page is to have no bus. */
export interface SkipInit {
    skipInit: true;
}

export const isSkipInit = (result: unknown): result is SkipInit =>
    (result as Partial<SkipInit> | null | undefined)?.skipInit === true;

/** The glue that a factory resolved to. Throws when there is none. */
export function requireGlue(result: unknown, library: keyof LibSettings): Glue {
    const glue = result as Glue | null | undefined;
    if (!glue?.interop) {
        throw new BusError(
            'invalid_setting',
            `window.glue42dash.libSettings.${library}.factory must return a promise of a glue, or of {skipInit: true}.`,
        );
    }
    return glue;
}

/** No bus at all: everything stays inert, without error. */
export const inertBus = (platform: Platform): Bus => ({
    platform,
    glue: null,
    onStatus: () => () => undefined,
    close: () => undefined,
});
