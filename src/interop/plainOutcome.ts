import type {Glue} from '../connection/bus';
import {toPlainJson} from '../values/toPlainJson';
import {withVerifiedUser} from './plainInstance';

/** Where a result or a problem of the libraries names instances. */
interface Outcome {
    executed_by?: object;
    all_return_values?: Outcome[];
    all_errors?: Outcome[];
}

/** The result of an invocation, or its problem, as Python gets it: each instance with the user that the gateway has proven. */
export function plainOutcome<T extends object>(glue: Glue, outcome: T): T {
    const describe = (part: Outcome): Outcome => {
        const {executed_by, all_return_values, all_errors} = part;
        return {
            ...part,
            ...(executed_by && {executed_by: withVerifiedUser(glue, executed_by)}),
            ...(all_return_values && {all_return_values: all_return_values.map(describe)}),
            ...(all_errors && {all_errors: all_errors.map(describe)}),
        };
    };
    return describe(toPlainJson(outcome)) as T;
}
