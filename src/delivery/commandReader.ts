import {type DashComponent} from '../dash/component';
import {type StoredProps, storedProps, watchProps} from '../dash/store';
import {jsonText} from '../values/jsonText';

// Which commands have been taken, and by which components: a command outlives its component (a page shown again brings
// the same object), and one object may be meant for several components.
const taken = new WeakMap<object, Set<unknown>>();

/**
 * Takes what Dash hands over. `props` are those of the component in Dash's store. `isOfLayout`: the value came with the
 * layout around the component, not by a write to its prop. `writtenWith`: the component's props when the value came, where
 * it has waited to be read.
 */
export type Reader = (value: unknown, props?: StoredProps, isOfLayout?: boolean, writtenWith?: StoredProps) => void;

/**
 * Passes every value on once, however often it comes: the same object is the same command, an equal object is a new
 * command.
 */
export function createOnceReader({key}: Pick<DashComponent, 'key'>, prop: string, act: Reader): Reader {
    const owner = typeof key === 'string' ? `${key}.${prop}` : {};
    let lastPrimitive: unknown;
    return (value, props, isOfLayout = false, writtenWith = props) => {
        const before = lastPrimitive;
        lastPrimitive = typeof value === 'object' ? undefined : value;
        if (value === undefined || value === null) {
            return;
        }
        const owners = typeof value === 'object' ? (taken.get(value) ?? new Set()) : undefined;
        if (owners ? owners.has(owner) : value === before) {
            return;
        }
        if (owners) {
            taken.set(value as object, owners.add(owner));
        }
        act(value, props, isOfLayout, writtenWith);
    };
}

/**
 * Passes every command on once. A callback that takes the layout as a State and gives it back brings commands that have
 * been taken as new objects: such a layout has their marks in the prop `taken`.
 */
export function createCommandReader(
    component: Pick<DashComponent, 'key'>,
    prop: string,
    act: (command: unknown, writtenWith?: StoredProps) => void,
): Reader {
    return createOnceReader(component, prop, (command, props, isOfLayout, writtenWith) => {
        // A clientside callback can write a value without a form in JSON. It becomes the component's error.
        if (typeof command !== 'object') {
            act(command, writtenWith);
            return;
        }
        const mark = markOf(command);
        const marks = props?.taken as {[prop: string]: string} | undefined;
        const isRepeat = isOfLayout && marks?.[prop] === mark;
        if (props) {
            // In place: this is no change for callbacks.
            props.taken = {...marks, [prop]: mark};
        }
        if (!isRepeat) {
            act(command, writtenWith);
        }
    });
}

/** Short, and practically always different for different content. */
function markOf(command: unknown): string {
    const text = jsonText(command) ?? '';
    let hash = 0;
    for (let i = 0; i < text.length; i++) {
        hash = (hash * 31 + text.charCodeAt(i)) | 0;
    }
    return `${text.length} ${hash}`;
}

/**
 * Reads props from Dash's store after every change: several commands written in one go are all seen there, while React
 * renders the last only. Props written by one callback are read in the order of its outputs.
 */
export function watchCommands({node}: Pick<DashComponent, 'node'>, readers: {[prop: string]: Reader}): () => void {
    return watchProps(node, ({props, isOfLayout, written}) => {
        const first = written.filter((prop) => prop in readers);
        new Set([...first, ...Object.keys(readers)]).forEach((prop) => readers[prop](props[prop], props, isOfLayout));
    });
}

/**
 * Reads what the layout brought, or what was rendered where the store is unknown. A render may be older than the store.
 */
export function readCommands(
    {node}: Pick<DashComponent, 'node'>,
    readers: {[prop: string]: Reader},
    rendered: {[prop: string]: unknown},
): void {
    const props = storedProps(node());
    Object.keys(readers).forEach((prop) => readers[prop]((props ?? rendered)[prop], props, !!props));
}
