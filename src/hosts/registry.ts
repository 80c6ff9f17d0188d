import {DashComponent, type Rendered} from '../dash/component';
import {type Reader, watchCommands} from '../delivery/commandReader';

/**
 * What works for a component, on the page's connection. It lives as long as a component of the id is in the page: Dash
 * may replace one by a new one of the same id when something beside it changes, and what is under way then goes on.
 */
export interface Host<Props> {
    /** Take the command props. Each is shown every value, several times. */
    readers?: {[prop: string]: Reader};
    /**
     * Called when React has put a component of the id into the page. May return what is called when React takes it out.
     */
    onMount?: (props: Props) => void | (() => void);
    /** Called after every render. */
    update?: (props: Props) => void;
    /** Called after every render, before anything else can see the new layout. */
    restore?: () => void;
    /** Called when no component of the id is in the page any more. */
    dispose?: () => void;
}

/** The host of one id, and the component that it works for. */
interface Entry<Props> {
    component: DashComponent;
    /** To be called when React has put the component into the page: what it renders it may also throw away. */
    host: () => Host<Props>;
    /**
     * To be called when React has put the component into the page. Returns what is to be called when React takes it
     * out.
     */
    mount: (props: Props) => () => void;
}

const entries = new Map<string | undefined, Entry<never>>();

/** The components of this name that have an id. */
export const componentsOf = (name: string): DashComponent[] =>
    [...entries.values()].map(({component}) => component).filter((component) => component.name === name);

/**
 * The host of the component of this name and id, which `create` makes if there is none; without an id always a new one.
 */
export function findHost<Props extends object>(
    name: string,
    id: string | undefined,
    rendered: {current: Rendered<Props>},
    create: (component: DashComponent) => Host<Props>,
): Entry<Props> {
    const key = id === undefined ? undefined : `${name} ${id}`;
    const present = entries.get(key) as Entry<Props> | undefined;
    if (present) {
        return present;
    }
    const component = new DashComponent(name, id, rendered);
    let host: Host<Props> | undefined;
    const hostOf = () => (host ??= create(component));
    let timer: ReturnType<typeof setTimeout>;
    const dispose = () => {
        if (entries.get(key) === (entry as Entry<never>)) {
            entries.delete(key);
        }
        host?.dispose?.();
    };
    let end: void | (() => void);
    let stopWatching: (() => void) | undefined;
    const mount = (props: Props) => {
        clearTimeout(timer);
        const isFirst = !component.isMounted;
        const unmount = component.mount();
        if (isFirst) {
            const {onMount, readers} = hostOf();
            end = onMount?.(props);
            stopWatching = readers && watchCommands(component, readers);
        }
        return () => {
            unmount();
            if (!component.isMounted) {
                stopWatching?.();
                end?.();
                // A new component of the id may take over in the same commit.
                timer = setTimeout(dispose);
            }
        };
    };
    const entry: Entry<Props> = {component, host: hostOf, mount};
    if (key !== undefined) {
        entries.set(key, entry as Entry<never>);
    }
    return entry;
}
