import {useEffect, useMemo, useRef} from 'react';
import {DashNode, withoutHistory} from '../dash/renderer';

export interface Report {
    /** Writes props, all that one happening changes at once. Silent after unmount. */
    write: (props: object) => void;
    /** Tells the developer: Dash shows it in its dev tools and in the browser's console. */
    warn: (message: string) => void;
}

type SetProps = (props: object) => void;

/** Stable functions over Dash's `setProps`, which is a new one at every render. */
export function useReport(component: string, node: () => DashNode, setProps: SetProps | undefined): Report {
    const newest = useRef<SetProps | undefined>(setProps);
    newest.current = setProps;
    // From its first render on: it may take over what is under way in the one before. No layout effect ends it, since a
    // Suspense that hides the component would as well.
    const isMounted = useRef(true);
    useEffect(() => {
        isMounted.current = true;
        return () => {
            isMounted.current = false;
        };
    }, []);
    return useMemo(() => {
        const write = (props: object) => {
            if (isMounted.current) {
                withoutHistory(node().store, () => newest.current?.(props));
            }
        };
        return {
            write,
            warn: (message) => write({_dash_error: developerError(named(component, node().id, message))}),
        };
    }, [component, node]);
}

export function named(component: string, id: string | undefined, message: string): string {
    return `${nameOf(component, id)}: ${message}`;
}

export function nameOf(component: string, id: string | undefined): string {
    if (id === undefined) {
        return component;
    }
    return `${component} ${id.startsWith('{') ? id : `"${id}"`}`;
}

// Dash prints the error to the console; its stack would lead into this library only.
export function developerError(message: string): Error {
    const error = new Error(message);
    error.stack = message;
    return error;
}
