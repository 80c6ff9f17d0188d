import {isDict} from '../../values/isDict';
import {cutText, jsonOf} from '../copiedValue';

/** One difference between two values of a context. */
export interface Difference {
    path: string;
    /** As JSON; undefined: it was not there, or is not there any more. */
    before?: string;
    after?: string;
}

const mostDifferences = 100;
const longestText = 200;
/** Deeper parts count as one value. */
const deepest = 20;

/** What has changed, by path. Lists and what is no dict count as one value. */
export function diff(before: unknown, after: unknown): Difference[] {
    const differences: Difference[] = [];
    compare(before, after, [], differences);
    return differences;
}

function compare(before: unknown, after: unknown, path: string[], differences: Difference[]): void {
    if (differences.length >= mostDifferences) {
        return;
    }
    if (isDict(before) && isDict(after) && path.length < deepest) {
        const [was, is] = [before, after].map((dict) => new Map(Object.entries(dict)));
        for (const key of new Set([...was.keys(), ...is.keys()])) {
            compare(was.get(key), is.get(key), [...path, key], differences);
        }
        return;
    }
    const [was, is] = [before, after].map((value) => (value === undefined ? undefined : jsonOf(value)));
    if (was !== is) {
        differences.push({path: cutText(path.join('.'), longestText), before: start(was), after: start(is)});
    }
}

const start = (text: string | undefined) => (text === undefined ? undefined : cutText(text, longestText));
