import {type Problem} from '../values/busError';
import {type DashNode, neverEqual, storedProps, withoutHistory} from './store';

/** What React has rendered for a component last; Dash gives it a new `setProps` at every render. */
export interface Rendered<Props> {
    node: DashNode;
    props: Props & {error?: unknown; setProps?: (props: object) => void};
}

/** The component of one id in Dash's page, also when Dash has replaced it by a new one of the same id. */
export class DashComponent {
    /** Tells this component from all others. */
    readonly key: unknown;
    private mountCount = 0;
    /** The message in `error`, maybe since before the component was shown again. */
    private standing: string | null = null;

    /** Without an id no callback can name the component. */
    constructor(
        readonly name: string,
        readonly id: string | undefined,
        private rendered: {current: Rendered<object>},
    ) {
        this.key = id === undefined ? {} : `${name} ${id}`;
    }

    /** The name and the id, as messages have them. */
    get label(): string {
        const {name, id} = this;
        return id === undefined ? name : `${name} ${id.startsWith('{') ? id : `"${id}"`}`;
    }

    node = (): DashNode => this.rendered.current.node;

    /** From now on `rendered` is what is written to. */
    show(rendered: {current: Rendered<object>}): void {
        this.rendered = rendered;
    }

    /** To be called when React has put it into the page. Returns what is to be called when React takes it out. */
    mount(): () => void {
        // The store's: an error may have been written since the render.
        const {error} = storedProps(this.node()) ?? this.rendered.current.props;
        this.standing = (error as {message: string} | null | undefined)?.message ?? null;
        this.mountCount++;
        return () => void this.mountCount--;
    }

    get isMounted(): boolean {
        return this.mountCount > 0;
    }

    /**
     * Writes props, all that one happening changes at once. Silent when the component is not in the page, also when what
     * React shows in its place has another id by now.
     */
    write = (props: object): void => {
        if (this.isMounted && this.node().id === this.id) {
            withoutHistory(this.node().store, () => this.rendered.current.props.setProps?.(props));
        }
    };

    /** Informs the developer: Dash shows the message in its dev tools and in the browser's console. */
    warn = (message: string): void => this.write({_dash_error: developerError(`${this.label}: ${message}`)});

    /**
     * Writes `error`, with the other props that the failure changes. The developer sees it in Dash's dev tools too. A
     * failure that lasts: while it stands in `error` it is not written again.
     */
    setError(operation: string, problem: Problem, props?: object): void {
        if (this.standing !== `${this.label}: ${problem.message}`) {
            this.setCommandError(operation, problem, props);
        } else if (props) {
            this.write(props);
        }
    }

    /** The same for a command, which has failed once: it is written also when the same message stands already. */
    setCommandError(operation: string, problem: Problem, props?: object): void {
        const message = `${this.label}: ${problem.message}`;
        this.standing = message;
        const error = neverEqual({message, operation, code: problem.code});
        this.write({...props, error, _dash_error: developerError(message)});
    }

    /** Returns what takes the outcomes of something that lasts: a problem, or null for a success. */
    reporter =
        (operation: string) =>
        (problem: Problem | null, props?: object): void =>
            problem ? this.setError(operation, problem, props) : this.clearError(props);

    /** Writes the props that a success changes, and sets `error` back to None if there was one. */
    clearError(props?: object): void {
        const cleared = this.standing === null ? undefined : {error: null};
        this.standing = null;
        if (props || cleared) {
            this.write({...props, ...cleared});
        }
    }
}

// Dash prints the error to the console; its stack would lead into this library only.
function developerError(message: string): Error {
    const error = new Error(message);
    error.stack = message;
    return error;
}
