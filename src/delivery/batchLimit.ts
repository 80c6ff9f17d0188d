import {isListenedTo} from '../dash/callbacks';
import {type DashComponent} from '../dash/component';

/** The prop for single events, and the one for lists of them if there is one. */
export interface BatchProps {
    single: string;
    list?: string;
}

export const propsOf = ({single, list}: BatchProps): string[] => (list === undefined ? [single] : [single, list]);

/** Servers and the proxies in front of them refuse long requests, many of them those of more than 1 MB. */
const maxBytes = 256 * 1024;

/** Whether callbacks take lists of these events, and only lists: a callback of single events must get every one. */
export function listening({node}: DashComponent, {single, list}: BatchProps): {isListed: boolean; isBatched: boolean} {
    const isListed = list !== undefined && isListenedTo(node(), list);
    return {isListed, isBatched: isListed && !isListenedTo(node(), single)};
}

/** Answers for one event after the other whether it still fits into the batch that begins with `first`. */
export function batchLimit(first: object, maxCount: number): (event: object) => boolean {
    let count = 1;
    let bytes = 0;
    return (event) => {
        bytes ||= sizeOf(first);
        bytes += count < maxCount ? sizeOf(event) : 0;
        return count++ < maxCount && bytes <= maxBytes;
    };
}

/** About what it takes in a request: most text is ASCII. */
const sizeOf = (event: object): number => JSON.stringify(event).length;
