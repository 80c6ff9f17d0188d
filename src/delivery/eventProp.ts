import {cancelPendingRuns} from '../dash/callbacks';
import {type DashComponent} from '../dash/component';
import {propKey} from '../dash/propKeys';
import {neverEqual, storedProps, writeCount} from '../dash/store';
import {recheck} from './whenFree';
import {unclamped} from '../dash/unclamped';

/** The prop in which a component reports its events, one after another. */
export interface EventProp {
    /** Returns the object that callbacks are given: a new one each time, which Dash takes for a change. */
    write: (event: object) => object;
    /**
     * To be called when Dash may have replaced the layout by one with an earlier event or none: puts the last event
     * back, for callbacks that have not read it yet, and keeps Dash from calling any a second time.
     */
    restore: () => void;
}

export function createEventProp(component: DashComponent, prop: string): EventProp {
    let last: object | undefined;
    let seen: {path?: string; writes?: number} = {};
    const look = () => ({path: component.node().path?.join(), writes: writeCount(component.node())});
    return {
        write: (event) => {
            last = neverEqual({...event});
            unclamped(() => component.write({[prop]: last!}));
            seen = look();
            return last;
        },
        restore: () => {
            const {store, id} = component.node();
            const before = seen;
            seen = look();
            const props = storedProps(component.node());
            if (props && props[prop] !== last) {
                if (seen.writes === undefined || seen.writes === before.writes || seen.path !== before.path) {
                    // In place: this is no change for callbacks.
                    props[prop] = last;
                } else {
                    // The app itself has written it.
                    last = props[prop] as object | undefined;
                }
            }
            if (store && id !== undefined && cancelPendingRuns(store, propKey(id, prop))) {
                recheck();
            }
        },
    };
}
