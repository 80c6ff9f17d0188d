/** What Dash gives every component besides its own props. */
export interface DashProps<Props> {
    /**
     * The component's id for callbacks: a string, or a dict for pattern matching.
     */
    id?: string | {[key: string]: any};
    /** Dash's own: how a component writes its props. */
    setProps?: (props: Partial<Props>) => void;
}
