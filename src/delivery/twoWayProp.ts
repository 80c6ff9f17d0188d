import {Reader} from './commandReader';
import {whenNoPendingWriter} from './dispatch';
import {propKey} from '../dash/propKeys';
import {DashNode, isKnownShape, liveWriters, storedProps} from '../dash/renderer';
import {pendingWriterTimeoutMs} from '../async/timeouts';

/** A prop that the app writes when it wishes something and the component when that has become so by other ways. */
export interface TwoWayProp {
    /** Reads what the app writes. `fulfil` gets each wish, and says when it has been carried out or could not be. */
    makeReader: (fulfil: (wish: unknown, onEnd: (isDone: boolean) => void) => void) => Reader;
    /** Takes down what is so. It is written soon, unless it goes along with other props before. */
    note: (value: unknown) => void;
    /** What is to be written for it now. */
    due: () => object;
}

/**
 * Tells the app's wishes from the component's own reports, and keeps a report from overwriting a wish: none is written
 * while a wish is being fulfilled, or while a callback that may bring the next one is on its way. In the end the prop says
 * what is so. None is a value like any other, but as the first one it only means that the app wishes nothing.
 */
export function createTwoWayProp(prop: string, node: () => DashNode, write: (props: object) => void): TwoWayProp {
    /** The newest value read, and the one that the prop has for all that is known; undefined: none has been read yet. */
    let seen: unknown;
    let shown: unknown;
    /** Undefined: not known yet. */
    let real: unknown;
    let pending: object | undefined;
    let isWaiting = false;

    const isDue = () => !pending && shown !== undefined && real !== undefined && real !== shown;

    const due = (): object => {
        if (!isDue()) {
            return {};
        }
        const {store, id} = node();
        const key = propKey(id ?? '', prop);
        if (!isWaiting && id !== undefined && isKnownShape(store) && liveWriters(store, key).length) {
            void wait(whenNoPendingWriter(store, key, pendingWriterTimeoutMs));
        }
        if (isWaiting) {
            return {};
        }
        shown = real;
        return {[prop]: real};
    };

    const wait = async (isFree: Promise<void>) => {
        isWaiting = true;
        await isFree;
        isWaiting = false;
        // When the patience is over, whatever is on its way.
        if (isDue()) {
            shown = real;
            write({[prop]: real});
        }
    };

    const writeDue = () => {
        const props = due();
        if (Object.keys(props).length) {
            write(props);
        }
    };

    /** Undefined: the component is not in the layout any more. */
    const read = (rendered: unknown): unknown => {
        const {store, path, id} = node();
        if (!store || !path || id === undefined) {
            return rendered ?? null;
        }
        // A render may be older than what the store has.
        const props = storedProps(node());
        return props && (props[prop] ?? null);
    };

    return {
        makeReader: (fulfil) => (rendered) => {
            const value = read(rendered);
            if (value === undefined) {
                return;
            }
            const isFirst = seen === undefined;
            if (value === seen) {
                return;
            }
            seen = value;
            if (value === shown) {
                return;
            }
            shown = value;
            if (isFirst && value === null) {
                writeDue();
                return;
            }
            const wish = {};
            pending = wish;
            fulfil(value, (isDone) => {
                if (pending === wish) {
                    pending = undefined;
                    real = real === undefined && !isDone ? null : real;
                    writeDue();
                }
            });
        },
        note: (value) => {
            real = value;
            queueMicrotask(writeDue);
        },
        due,
    };
}
