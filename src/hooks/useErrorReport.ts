import {useMemo, useRef} from 'react';
import {Problem} from '../values/busError';
import {DashNode, neverEqual} from '../dash/renderer';
import {Report, developerError, named} from './useReport';

export interface Failures {
    /**
     * Writes `error`, with the other props that the failure changes. The developer sees it in Dash's dev tools too. It is a
     * state: while it stands it is told once.
     */
    failed: (operation: string, problem: Problem, props?: object) => void;
    /** The same for something that was tried once: each failure is told, also one with the message that stands. */
    commandFailed: (operation: string, problem: Problem) => void;
    /** Writes the props that the success changes, and sets `error` back to None if there was one. */
    succeeded: (props?: object) => void;
}

/** The `error` prop of a component. */
export function useErrorReport(component: string, node: () => DashNode, report: Report, error: unknown): Failures {
    // The error that stands, maybe since before the component was shown again. A success clears it.
    const standing = useRef<string | null>((error as {message: string} | null | undefined)?.message ?? null);
    return useMemo(() => {
        const full = ({code, message}: Problem) => ({code, message: named(component, node().id, message)});
        const tell = (operation: string, {code, message}: Problem, props?: object) => {
            standing.current = message;
            report.write({
                ...props,
                error: neverEqual({message, operation, code}),
                _dash_error: developerError(message),
            });
        };
        return {
            failed: (operation, problem, props) => {
                if (standing.current !== full(problem).message) {
                    tell(operation, full(problem), props);
                } else if (props) {
                    report.write(props);
                }
            },
            commandFailed: (operation, problem) => tell(operation, full(problem)),
            succeeded: (props) => {
                const cleared = standing.current === null ? undefined : {error: null};
                standing.current = null;
                if (props || cleared) {
                    report.write({...props, ...cleared});
                }
            },
        };
    }, [component, node, report]);
}
