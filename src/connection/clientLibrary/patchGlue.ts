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

/** Makes what a client library gave fit for the components: what it gets wrong is put right, what it lacks is added. */
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
