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
export function useErrorReport(component: string, place: () => Place, report: Report): Failures {
    const hasFailed = useRef(false);
    return useMemo(
        () => ({
            failed: (operation, message, props) => {
                hasFailed.current = true;
                const error = {message: named(component, place().id, message), operation};
                report.write({...props, error, _dash_error: developerError(error.message)});
            },
            succeeded: props => {
                const cleared = hasFailed.current ? {error: null} : undefined;
                hasFailed.current = false;
                if (props || cleared) {
                    report.write({...props, ...cleared});
                }
            },
        }),
        [component, place, report]
    );
}
