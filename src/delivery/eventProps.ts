import {cancelPendingRuns} from '../dash/callbacks';
import {type DashComponent} from '../dash/component';
import {propKey} from '../dash/propKeys';
import {neverEqual, storedProps, writeCount} from '../dash/store';
import {recheck} from './whenFree';
import {unclamped} from '../dash/unclamped';
import type {Values} from './dispatch';

/** The props in which a component reports its events, one after another. */
export function createEventProps(component: DashComponent, props: string[]) {
    const last: {[prop: string]: object | undefined} = {};
    let seen: {path?: string; writes?: number} = {};
    const look = () => ({path: component.node().path?.join(), writes: writeCount(component.node())});
    return {
        /** Writes the values at once. Returns the objects that callbacks get: new ones each time, which Dash takes for a change. */
        write: (values: Values): Values => {
            const written = Object.fromEntries(Object.entries(values).map(([prop, value]) => [prop, copyOf(value)]));
            Object.assign(last, written);
            unclamped(() => component.write(written));
            seen = look();
            return written;
        },
        /**
         * To be called when Dash may have replaced the layout by one with earlier events or none: puts the last values back,
         * for callbacks that have not read them yet, and keeps Dash from calling any a second time.
         */
        restore: (): void => {
            const {store, id} = component.node();
            const before = seen;
            seen = look();
            const isOfLayout = seen.writes === undefined || seen.writes === before.writes || seen.path !== before.path;
            const stored = storedProps(component.node());
            for (const prop of props) {
                if (stored && stored[prop] !== last[prop]) {
                    if (isOfLayout) {
                        // In place: this is no change for callbacks.
                        stored[prop] = last[prop];
                    } else {
                        // The app itself has written it.
                        last[prop] = stored[prop] as object | undefined;
                    }
                }
            }
            const keys = store && id !== undefined ? props.map((prop) => propKey(id, prop)) : [];
            const areCancelled = keys.map((key) => cancelPendingRuns(store!, key));
            if (areCancelled.includes(true)) {
                recheck();
            }
        },
    };
}

const copyOf = (value: object): object => neverEqual(Array.isArray(value) ? [...(value as unknown[])] : {...value});
