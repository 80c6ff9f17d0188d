import {isDict} from '../values/isDict';
import {pythonRepr} from '../values/pythonRepr';
import type {ServerProps} from './invocation';
import type {Answer} from './readAnswers';
import {isText} from '../values/isText';

/** A subscription that the app has accepted, on which branches; null: the app has named none. */
export interface Decision {
    subscriptionId: string;
    branches: string[] | null;
}

/** The forms of `request` and `decide`. */
export const decisionForms: ServerProps['forms'] = {
    toEvent: ({invocationId, args, caller}) => ({subscriptionId: invocationId, args, subscriber: caller}),
    readAnswer: readDecision,
};

function readDecision(entry: unknown): Answer | string {
    if (!isDict(entry)) {
        return `decide must be a dict {"subscriptionId", "accept"} or {"subscriptionId", "reject"}, or a list of those, not ${pythonRepr(entry)}.`;
    }
    const {subscriptionId, accept, branch, reject} = entry;
    if (typeof subscriptionId !== 'string') {
        return 'decide has no "subscriptionId": copy it from the request that is decided.';
    }
    if (reject !== undefined && reject !== null) {
        const message = typeof reject === 'string' && reject ? reject : 'The subscription was rejected.';
        return {invocationId: subscriptionId, refusal: {code: 'refused', message}};
    }
    const branches = branch === undefined || branch === null || Array.isArray(branch) ? (branch ?? null) : [branch];
    if (accept !== true || !areNames(branches)) {
        return {
            invocationId: subscriptionId,
            problem:
                'the decision has neither "accept": True, with a string or a list of strings as "branch", nor "reject".',
        };
    }
    const decision: Decision = {subscriptionId, branches};
    return {invocationId: subscriptionId, value: decision};
}

const areNames = (branches: unknown[] | null): branches is string[] | null =>
    branches === null || branches.every(isText);
