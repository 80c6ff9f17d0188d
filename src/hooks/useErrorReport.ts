import {useMemo, useRef} from 'react';
import {Place, unequal} from '../delivery/renderer';
import {Report, developerError, named} from './useReport';

export interface Failures {
    /**
     * Writes `error`, with the other props that the failure changes. The developer sees it in Dash's dev tools too. It is a
     * state: while it stands it is told once.
     */
    failed: (operation: string, message: string, props?: object) => void;
    /** The same for something that was tried once: each failure is told, also one with the message that stands. */
    commandFailed: (operation: string, message: string) => void;
    /** Writes the props that the success changes, and sets `error` back to None if there was one. */
    succeeded: (props?: object) => void;
}

/** The `error` prop of a component. */
export function useErrorReport(component: string, place: () => Place, report: Report, error: unknown): Failures {
    // The error that stands, maybe since before the component was shown again. A success clears it.
    const standing = useRef<string | null>((error as {message: string} | null | undefined)?.message ?? null);
    return useMemo(() => {
        const full = (message: string) => named(component, place().id, message);
        const tell = (operation: string, message: string, props?: object) => {
            standing.current = message;
            report.write({...props, error: unequal({message, operation}), _dash_error: developerError(message)});
        };
        return {
            failed: (operation, message, props) => {
                if (standing.current !== full(message)) {
                    tell(operation, full(message), props);
                } else if (props) {
                    report.write(props);
                }
            },
            commandFailed: (operation, message) => tell(operation, full(message)),
            succeeded: props => {
                const cleared = standing.current === null ? undefined : {error: null};
                standing.current = null;
                if (props || cleared) {
                    report.write({...props, ...cleared});
                }
            },
        };
    }, [component, place, report]);
}
