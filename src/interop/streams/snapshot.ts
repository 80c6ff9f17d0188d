import type {StreamSubscription} from '../../connection/bus';
import {setNewest} from '../../values/setNewest';
import {branchNames, reaches} from './branches';
import type {Outgoing} from './readPush';

const mostKept = 10000;

/** The last item of a key, and its place among all that were kept. */
interface Kept {
    outgoing: Outgoing;
    number: number;
}

/** A subscription that has not got all of the snapshot yet. */
interface Newcomer {
    subscription: StreamSubscription;
    /** The names of its branches. */
    names: string[];
    /** It is to get what was kept after the one number, up to the other: newer items it gets as all subscribers do. */
    after: number;
    upTo: number;
}

/**
 * The last items of a stream, for subscribers that come later: of each key the last, and without keys the last one for each
 * audience. A large snapshot goes out beside the items that are new; of one key a newcomer never gets an older item after a
 * newer.
 */
export function createSnapshot() {
    /** In the order of the numbers. */
    const last = new Map<string, Kept>();
    let newest = 0;
    let newcomers: Newcomer[] = [];

    return {
        /** Takes what is sent now. */
        keep: (outgoing: Outgoing, isKeyed: boolean): void => {
            const key = isKeyed ? outgoing.key : JSON.stringify(outgoing.audience ?? null);
            if (key === undefined || outgoing.subscription !== undefined) {
                return;
            }
            setNewest(last, key, {outgoing, number: ++newest}, mostKept);
        },
        welcome: (subscription: StreamSubscription): void => {
            newcomers.push({subscription, names: branchNames(subscription.branchKey ?? ''), after: 0, upTo: newest});
        },
        /** Sends items to newcomers, `max` at most; returns how many. */
        send: (max: number): number => {
            let sent = 0;
            while (newcomers.length) {
                const [newcomer] = newcomers;
                for (const {outgoing, number} of last.values()) {
                    if (number > newcomer.upTo) {
                        break;
                    }
                    if (number <= newcomer.after || !reaches(outgoing.audience, newcomer.names)) {
                        continue;
                    }
                    if (sent === max) {
                        return sent;
                    }
                    newcomer.after = number;
                    newcomer.subscription.push(outgoing.item);
                    sent++;
                }
                newcomers.shift();
            }
            return sent;
        },
        /** Forgets the newcomers for which this holds: their subscriptions have ended. */
        dismiss: (isOver: (subscription: StreamSubscription) => boolean): void => {
            newcomers = newcomers.filter(({subscription}) => !isOver(subscription));
        },
        clear: (): void => last.clear(),
    };
}
