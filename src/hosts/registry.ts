import {DashComponent, Rendered} from '../dash/component';
import {Reader, watchCommands} from '../delivery/commandReader';

/**
 * What works for a component, on the page's connection. It lives as long as a component of the id is in the page: Dash may
 * replace one by a new one of the same id when something beside it changes, and what is under way then goes on.
 */
export interface Host<Props> {
    /** Take the command props. Each is shown every value, several times. */
    readers?: {[prop: string]: Reader};
    /** Called when React has put a component of the id into the page. May return what is called when React takes it out. */
    onMount?: (props: Props) => void | (() => void);
    /** Called after every render. */
    update?: (props: Props) => void;
    /** Called after every render, before anything else can see the new layout. */
    restore?: () => void;
    /** Called when no component of the id is in the page any more. */
    dispose?: () => void;
}

/** A host and its component. */
export interface Entry<Props, H extends Host<Props>> {
    component: DashComponent;
    host: H;
    /** To be called when React has put the component into the page. Returns what is to be called when it takes it out. */
    mount: (props: Props) => () => void;
}

const entries = new Map<unknown, Entry<never, Host<never>>>();

/** The host of the component of this name and id: the one that is there, or a new one. Without an id it is always a new one. */
export function findHost<Props extends object, H extends Host<Props>>(
    name: string,
    id: string | undefined,
    rendered: {current: Rendered<Props>},
    create: (component: DashComponent) => H,
): Entry<Props, H> {
    const component = new DashComponent(name, id, rendered);
    const present = entries.get(component.key) as Entry<Props, H> | undefined;
    if (present) {
        return present;
    }
    const host = create(component);
    const entry: Entry<Props, H> = {component, host, mount};
    let timer: ReturnType<typeof setTimeout>;
    if (component.id !== undefined) {
        entries.set(component.key, entry as Entry<never, Host<never>>);
    }
    return entry;

    function mount(props: Props): () => void {
        clearTimeout(timer);
        const unmount = component.mount();
        const end = host.onMount?.(props);
        const stopWatching = host.readers && watchCommands(component, host.readers);
        return () => {
            unmount();
            stopWatching?.();
            end?.();
            // Another one of the id may take over, in the same go.
            timer = setTimeout(() => component.isMounted || dispose());
        };
    }

    function dispose(): void {
        if (entries.get(component.key) === entry) {
            entries.delete(component.key);
        }
        host.dispose?.();
    }
}
