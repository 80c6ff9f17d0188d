import {useMemo, useRef} from 'react';
import {Place} from '../delivery/renderer';
import {Report, developerError, named} from './useReport';

export interface Failures {
    /** Writes `error`, with the other props that the failure changes. The developer sees it in Dash's dev tools too. */
    failed: (operation: string, message: string, props?: object) => void;
    /** Writes the props that the success changes, and sets `error` back to None if there was one. */
    succeeded: (props?: object) => void;
}

/** The `error` prop of a component. */
export function useErrorReport(component: string, place: () => Place, report: Report, error: unknown): Failures {
    // The error that stands, maybe since before the component was shown again: it is told once, and cleared by a success.
    const standing = useRef<string | null>((error as {message: string} | null | undefined)?.message ?? null);
    return useMemo(
        () => ({
            failed: (operation, message, props) => {
                const error = {message: named(component, place().id, message), operation};
                if (standing.current !== error.message) {
                    standing.current = error.message;
                    report.write({...props, error, _dash_error: developerError(error.message)});
                } else if (props) {
                    report.write(props);
                }
            },
            succeeded: props => {
                const cleared = standing.current === null ? undefined : {error: null};
                standing.current = null;
                if (props || cleared) {
                    report.write({...props, ...cleared});
                }
            },
        }),
        [component, place, report]
    );
}
