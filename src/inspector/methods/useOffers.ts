import type {Glue} from '../../connection/bus';
import type {Offers} from '../../interop/discovery';
import {useWhileConnected} from '../useWhileConnected';
import {problemOf} from '../../values/busError';

const everything = {filter: {}, system: true, own: true};

async function follow(glue: Glue, onState: (offers: Offers) => void): Promise<() => void> {
    // A file that a connected page has already.
    const {readOffers, watchMethods} = await import(/* webpackChunkName: "apis" */ '../../interop/discovery');
    return watchMethods(glue, () => {
        try {
            onState(readOffers(glue, everything));
        } catch (reason) {
            onState({methods: [], servers: [], problem: problemOf(reason, 'rejected')});
        }
    });
}

/** All methods and streams on the bus, and who offers them. */
export const useOffers = () => useWhileConnected(follow);
