import type {Glue} from '../../connection/bus';
import {whileConnected} from '../../connection/ask';
import {connection} from '../../connection/wiring';
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
const listeners = new Set<() => void>();
const none: ContextChange[] = [];

/** The last states of a context since it was selected first, the newest last. */
export const contextChanges = (name: string | null): ContextChange[] => followed.get(name ?? '')?.changes ?? none;

export function onContextChange(listener: () => void): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
}

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
    const add = (data: object | null, updaterId: string | null, isOwn: boolean) => {
        const differences = count ? diff(last ?? {}, data ?? {}) : [];
        last = data;
        const change = {
            id: String(++count),
            at: Date.now(),
            updaterId,
            isOwn,
            data: data && copyValue(data),
            differences,
        };
        entry.changes = [...entry.changes, change].slice(-mostChanges);
        listeners.forEach((listener) => listener());
    };
    entry.stop = whileConnected(connection, (glue) => subscribe(glue, name, add));
    return entry;
}

function subscribe(
    glue: Glue,
    name: string,
    add: (data: object | null, updaterId: string | null, isOwn: boolean) => void,
): () => void {
    let isOver = false;
    let stop: (() => void) | undefined;
    const start = async () => {
        // A file that a connected page has already.
        const {subscribeContext} = await import(/* webpackChunkName: "apis" */ '../../interop/contexts');
        const end = await subscribeContext(glue, name, (state) => {
            if (!isOver) {
                add(state && state.data, state?.extraData.updaterId ?? null, state?.extraData.isMyUpdate ?? false);
            }
        });
        stop = end;
        if (isOver) {
            end();
        }
    };
    start().catch((reason) => console.debug(`dash_glue42: the inspector cannot follow the context "${name}".`, reason));
    return () => {
        isOver = true;
        stop?.();
    };
}
