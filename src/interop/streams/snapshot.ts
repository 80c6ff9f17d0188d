import type {StreamSubscription} from '../../connection/bus';
import {branchNames, reaches} from './branches';
import type {Outgoing} from './readPush';

const mostKept = 10000;

/** A subscription that has not got all of the snapshot yet. */
interface Newcomer {
    subscription: StreamSubscription;
    missing: Map<string, Outgoing>;
}

/**
 * The last items of a stream, for subscribers that come later: of each key the last, and without keys the last one for each
 * audience. A large snapshot goes out beside the items that are new; of one key a newcomer never gets an older item after a
 * newer.
 */
export function createSnapshot() {
    const last = new Map<string, Outgoing>();
    let newcomers: Newcomer[] = [];

    return {
        /** Takes what is sent now. */
        keep: (outgoing: Outgoing, isKeyed: boolean): void => {
            const key = isKeyed ? outgoing.key : JSON.stringify(outgoing.audience ?? null);
            if (key === undefined || outgoing.subscription !== undefined) {
                return;
            }
            newcomers.forEach(({missing}) => missing.delete(key));
            last.delete(key);
            last.set(key, outgoing);
            if (last.size > mostKept) {
                last.delete(last.keys().next().value!);
            }
        },
        welcome: (subscription: StreamSubscription): void => {
            const names = branchNames(subscription.branchKey ?? '');
            const isFor = ([, {audience}]: [string, Outgoing]) => reaches(audience, names);
            newcomers.push({subscription, missing: new Map([...last].filter(isFor))});
        },
        /** Sends items to newcomers, `max` at most; returns how many. */
        send: (max: number): number => {
            let sent = 0;
            for (const {subscription, missing} of newcomers) {
                for (const [key, {item}] of missing) {
                    if (sent === max) {
                        return sent;
                    }
                    missing.delete(key);
                    subscription.push(item);
                    sent++;
                }
            }
            newcomers = [];
            return sent;
        },
        /** Forgets the newcomers for which this holds: their subscriptions have ended. */
        dismiss: (isOver: (subscription: StreamSubscription) => boolean): void => {
            newcomers = newcomers.filter(({subscription}) => !isOver(subscription));
        },
        clear: (): void => last.clear(),
    };
}
