import {propKey} from '../dash/propKeys';
import {DashNode, cancelPendingRuns, writeCount, storedProps, neverEqual} from '../dash/renderer';
import {unclamped} from '../dash/unclamped';

/** The prop in which a component reports its events, one after another. */
export interface EventProp {
    /** Returns the object that callbacks are given: a new one each time, which Dash takes for a change. */
    write: (event: object) => object;
    /**
     * For when Dash may have put a new layout in place of the component, with an earlier event or none: the last one is
     * there again, for callbacks that have not read it yet, and it calls none a second time.
     */
    restore: () => void;
}

export function createEventProp(
    prop: string,
    node: () => DashNode,
    report: (props: {[prop: string]: object}) => void,
): EventProp {
    let last: object | undefined;
    let seen: {path?: string; writes?: number} = {};
    const look = () => ({path: node().path?.join(), writes: writeCount(node())});
    return {
        write: (event) => {
            last = neverEqual({...event});
            unclamped(() => report({[prop]: last!}));
            seen = look();
            return last;
        },
        restore: () => {
            const now = node();
            const before = seen;
            seen = look();
            const props = storedProps(now);
            if (props && props[prop] !== last) {
                if (seen.writes === undefined || seen.writes === before.writes || seen.path !== before.path) {
                    // In place: no callback need hear of it.
                    props[prop] = last;
                } else {
                    // The app itself has written it.
                    last = props[prop] as object | undefined;
                }
            }
            if (now.store && now.id !== undefined) {
                cancelPendingRuns(now.store, propKey(now.id, prop));
            }
        },
    };
}
