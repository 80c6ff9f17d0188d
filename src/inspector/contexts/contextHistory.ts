import {followWhileConnected} from '../../connection/ask';
import {connection} from '../../connection/wiring';
import type {ContextState} from '../../interop/contexts';
import {createAnnouncer} from '../../async/announcer';
import {type CopiedValue, copyValue} from '../copiedValue';
import {type Difference, diff} from './diff';

/** One state of a context; `data` is null when the context was gone. */
export interface ContextChange {
    id: string;
    at: number;
    updaterId: string | null;
    isOwn: boolean;
    data: CopiedValue | null;
    differences: Difference[];
}

const mostChanges = 20;

/** How many contexts are followed: those that were selected last. */
const mostFollowed = 10;

interface Followed {
    changes: ContextChange[];
    stop: () => void;
}

const followed = new Map<string, Followed>();
const {announce, subscribe} = createAnnouncer();
const none: ContextChange[] = [];

/** The last states of a context since it was selected first, the newest last. */
export const contextChanges = (name: string): ContextChange[] => followed.get(name)?.changes ?? none;

export const onContextChange = subscribe;

/** From now on the states of this context are recorded. */
export function followContext(name: string): void {
    const present = followed.get(name);
    followed.delete(name);
    followed.set(name, present ?? startFollowing(name));
    const [oldest] = followed.keys();
    if (followed.size > mostFollowed) {
        followed.get(oldest)!.stop();
        followed.delete(oldest);
    }
}

function startFollowing(name: string): Followed {
    let last: unknown;
    let count = 0;
    const entry: Followed = {changes: [], stop: () => undefined};
    const add = (state: ContextState | null) => {
        const {data = null, extraData} = state ?? {};
        const differences = count ? diff(last ?? {}, data ?? {}) : [];
        last = data;
        const change = {
            id: String(++count),
            at: Date.now(),
            updaterId: extraData?.updaterId ?? null,
            isOwn: extraData?.isMyUpdate ?? false,
            data: data && copyValue(data),
            differences,
        };
        entry.changes = [...entry.changes, change].slice(-mostChanges);
        announce();
    };
    entry.stop = followWhileConnected(
        connection,
        async (glue, isWanted) => {
            // A file that a connected page has already.
            const {subscribeContext} = await import(/* webpackChunkName: "apis" */ '../../interop/contexts');
            return subscribeContext(glue, name, (state) => isWanted() && add(state));
        },
        (reason) => reason && console.debug(`dash_glue42: the inspector cannot follow the context "${name}".`, reason),
    );
    return entry;
}
