import {DashNode, StoredProps, lastWrittenProps, writeCount, storedProps} from '../dash/renderer';

// Which commands have been taken, and by whom: a command outlives its component (a page shown again brings the same
// object), and one object may be meant for several components.
const taken = new WeakMap<object, Set<unknown>>();

/**
 * Takes what Dash hands over. `props` are those of the component in Dash's store. `isOfLayout`: the value came with the
 * layout around the component, not by a write to its prop.
 */
export type Reader = (command: unknown, props?: StoredProps, isOfLayout?: boolean) => void;

/**
 * Returns a function that passes every command on once, whoever brings it: the same object is the same command, an
 * equal one is another. But a callback that takes the layout as a State and gives it back brings commands that have been
 * taken: such a layout has their marks in the prop `taken`. `owner` tells the prop of one component from all others.
 */
export function createCommandReader(owner: unknown, prop: string, act: (command: unknown) => void): Reader {
    let lastPrimitive: unknown;
    return (command, props, isOfLayout = false) => {
        if (command === undefined || command === null) {
            lastPrimitive = undefined;
            return;
        }
        if (typeof command !== 'object') {
            if (command !== lastPrimitive) {
                lastPrimitive = command;
                act(command);
            }
            return;
        }
        lastPrimitive = undefined;
        const owners = taken.get(command) ?? new Set();
        if (owners.has(owner)) {
            return;
        }
        taken.set(command, owners.add(owner));
        const mark = markOf(command);
        const marks = props?.taken as {[prop: string]: string} | undefined;
        const isRepeat = isOfLayout && marks?.[prop] === mark;
        if (props) {
            // In place: no callback need hear of it.
            props.taken = {...marks, [prop]: mark};
        }
        if (!isRepeat) {
            act(command);
        }
    };
}

/** Short, and as good as always another one for another content. */
function markOf(command: object): string {
    const text = JSON.stringify(command);
    let hash = 0;
    for (let i = 0; i < text.length; i++) {
        hash = (hash * 31 + text.charCodeAt(i)) | 0;
    }
    return `${text.length} ${hash}`;
}

/**
 * Reads props from Dash's store after every change of the layout: several commands written in one go are all seen
 * there, while React renders the last only. Props written by one callback are read in the order of its outputs.
 */
export function watchCommands(node: () => DashNode, readers: {[prop: string]: Reader}): () => void {
    const {store} = node();
    let writes = writeCount(node());
    const known = Object.keys(readers);
    let layout: unknown;
    return (
        store?.subscribe(() => {
            const current = store.getState()?.layout;
            if (current === layout) {
                return;
            }
            layout = current;
            const before = writes;
            writes = writeCount(node());
            const isOfLayout = writes === undefined || writes === before;
            const props = storedProps(node());
            const first = known.length > 1 ? lastWrittenProps(node()).filter((prop) => known.includes(prop)) : [];
            new Set([...first, ...known]).forEach((prop) => readers[prop](props?.[prop], props, isOfLayout));
        }) ?? (() => undefined)
    );
}
