import {Place, storedProps} from './renderer';

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
 * Reads a prop from Dash's store after every change of the layout: several commands written in one go are all seen
 * there, while React renders the last only.
 */
export function watchCommands(place: () => Place, prop: string, read: (command: unknown) => void): () => void {
    const {store} = place();
    let layout: unknown;
    return (
        store?.subscribe(() => {
            const current = store.getState()?.layout;
            if (current !== layout) {
                layout = current;
                read(storedProps(place())?.[prop]);
            }
        }) ?? (() => undefined)
    );
}
