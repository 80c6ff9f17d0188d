import type {StreamSubscription} from '../../connection/bus';

// A subscription is on one branch of the library, which has all names that the subscription is for; none: it gets all items.
const separator = '\0';

/** Names come from other apps. */
export const isBranchName = (name: string): boolean => !name.includes(separator);

export const branchKey = (names: string[]): string => names.join(separator);

export const branchNames = (key: string): string[] => (key === '' ? [] : key.split(separator));

/** Whom an item is for: subscriptions to these branches, to `everything`, or without a limit all of them. */
export type Audience = {branches: string[]; everything: boolean} | undefined;

/** Is an item for subscriptions to the branches of these names? */
export function reaches(audience: Audience, names: string[]): boolean {
    if (!audience) {
        return true;
    }
    return names.length ? names.some((name) => audience.branches.includes(name)) : audience.everything;
}

/** The libraries never forget a branch. */
export const mostBranches = 10000;

/** The name of the branch that is the value of this field, in an item or in the arguments of a subscription. */
export function branchIn(values: object, field: string | undefined): string[] {
    const value: unknown =
        field !== undefined && Object.prototype.hasOwnProperty.call(values, field)
            ? (values as {[field: string]: unknown})[field]
            : undefined;
    if (value === undefined || value === null || value === '') {
        return [];
    }
    return [typeof value === 'string' ? value : JSON.stringify(value)];
}

/** A branch of the library that has subscriptions. */
export interface Branch {
    key: string;
    names: string[];
}

export function branchesOf(subscriptions: StreamSubscription[]): Branch[] {
    const keys = new Set(subscriptions.map((subscription) => subscription.branchKey ?? ''));
    return [...keys].map((key) => ({key, names: branchNames(key)}));
}
