import {Place, lastWritten, storedProps} from './renderer';

// Which commands have been taken, and by whom: a command outlives its component (a page shown again brings the same
// object), and one object may be meant for several components.
const taken = new WeakMap<object, Set<unknown>>();

/**
 * Returns a function that passes every command on once, whoever brings it: the same object is the same command, an
 * equal one is another. `owner` tells the prop of one component from all others.
 */
export function createCommandReader(owner: unknown, act: (command: unknown) => void): (command: unknown) => void {
    let lastPrimitive: unknown;
    return command => {
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
        if (!owners.has(owner)) {
            taken.set(command, owners.add(owner));
            act(command);
        }
    };
}

/**
 * Reads props from Dash's store after every change of the layout: several commands written in one go are all seen
 * there, while React renders the last only. Props written by one callback are read in the order of its outputs.
 */
export function watchCommands(place: () => Place, readers: {[prop: string]: (command: unknown) => void}): () => void {
    const {store} = place();
    const known = Object.keys(readers);
    let layout: unknown;
    return (
        store?.subscribe(() => {
            const current = store.getState()?.layout;
            if (current === layout) {
                return;
            }
            layout = current;
            const props = storedProps(place());
            const first = known.length > 1 ? lastWritten(place()).filter(prop => known.includes(prop)) : [];
            new Set([...first, ...known]).forEach(prop => readers[prop](props?.[prop]));
        }) ?? (() => undefined)
    );
}
