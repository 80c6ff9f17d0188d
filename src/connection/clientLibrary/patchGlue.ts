import type {Glue} from '../bus';
import {carryJson} from './carryJson';
import {recoverContexts} from './contextRecovery';
import {paceInterop} from './paceInterop';
import type {Settings} from '../settings/settings';
import {addMissingApis} from '../../fallbackApis/addMissingApis';
import {keepKeysWhole} from './wholeKeys';

export type PatchGlue = (glue: Glue, settings: Settings) => void;

// Some platforms give one and the same glue to each connection of the page.
const prepared = new WeakSet<Glue>();

/** Makes a client library's glue fit for the components: corrects what it gets wrong, adds what it lacks. */
export const patchGlue: PatchGlue = (glue, settings) => {
    if (!prepared.has(glue)) {
        prepared.add(glue);
        recoverContexts(glue);
        paceInterop(glue);
        keepKeysWhole(glue);
        carryJson(glue);
        addMissingApis(glue, settings);
    }
};
