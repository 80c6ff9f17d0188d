import {isDict} from '../../values/isDict';

/** One difference between two values of a context. */
export interface Difference {
    path: string;
    /** As JSON; undefined: it was not there, or is not there any more. */
    before?: string;
    after?: string;
}

const mostDifferences = 100;
const longestText = 200;

/** What has changed, by path. Lists and what is no dict count as one value. */
export function diff(before: unknown, after: unknown): Difference[] {
    const differences: Difference[] = [];
    compare(before, after, '', differences);
    return differences;
}

function compare(before: unknown, after: unknown, path: string, differences: Difference[]): void {
    if (differences.length >= mostDifferences) {
        return;
    }
    if (isDict(before) && isDict(after)) {
        for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
            compare(before[key], after[key], path ? `${path}.${key}` : key, differences);
        }
        return;
    }
    const [was, is] = [JSON.stringify(before), JSON.stringify(after)] as (string | undefined)[];
    if (was !== is) {
        differences.push({path, before: was?.slice(0, longestText), after: is?.slice(0, longestText)});
    }
}
