import {pendingWriterTimeoutMs} from '../async/timeouts';
import {hasLiveWriter, isKnownShape} from '../dash/callbacks';
import {type DashComponent} from '../dash/component';
import {propKey} from '../dash/propKeys';
import {whenFree} from './whenFree';

/**
 * A prop that the app writes to request a value, and the component to report the actual one. Distinguishes the app's requests
 * from the component's own reports. A report never overwrites a request: none is written while a request is pending, or while
 * a callback that may write the next one is on its way. In the end the prop has the actual value. None is a value like any
 * other, but a first None is no request. `request` resolves to whether the request was carried out.
 */
export function createTwoWayProp(
    component: DashComponent,
    prop: string,
    request: (value: unknown) => Promise<boolean>,
) {
    /** What the prop has, as far as is known; undefined: nothing has been read yet. */
    let shown: unknown;
    /** Undefined: not known yet. */
    let actual: unknown;
    let pending = 0;
    let isWaiting = false;

    const isDue = () => !pending && shown !== undefined && actual !== undefined && actual !== shown;
    const take = () => ({[prop]: (shown = actual)});
    /** What is to be written for it now. */
    const takeDue = (): object => {
        if (isWaiting || !isDue()) {
            return {};
        }
        isWaiting = waitForWriters(component, prop, () => {
            isWaiting = false;
            if (isDue()) {
                component.write(take());
            }
        });
        return isWaiting ? {} : take();
    };
    const report = () => {
        const props = takeDue();
        if (prop in props) {
            component.write(props);
        }
    };
    return {
        read: (value: unknown): void => {
            const isFirst = shown === undefined;
            const now = value ?? null;
            // Without an id no callback can write the prop: a different value comes from a render before the last report.
            if (now === shown || (!isFirst && component.id === undefined)) {
                return;
            }
            shown = now;
            if (isFirst && now === null) {
                return report();
            }
            pending++;
            void request(now).then((isDone) => {
                pending--;
                if (!pending) {
                    actual = actual === undefined && !isDone ? null : actual;
                    report();
                }
            });
        },
        /** Takes the actual value. It is written soon, unless it goes along with other props before. */
        setActual: (value: unknown): void => {
            actual = value;
            queueMicrotask(report);
        },
        takeDue,
    };
}

/** Calls `act` when no callback is on its way that may write the prop. Returns false when there is none to wait for. */
function waitForWriters(component: DashComponent, prop: string, act: () => void): boolean {
    const {store, id} = component.node();
    const key = propKey(id ?? '', prop);
    if (id === undefined || !isKnownShape(store) || !hasLiveWriter(store, key)) {
        return false;
    }
    void whenFree(store, pendingWriterTimeoutMs, (isPatient) => isPatient && hasLiveWriter(store, key), act);
    return true;
}
