import {InvokeResult} from '../interop/performInvoke';

// Whoever awaited a result and went without collecting it is not waited for any longer.
const keptMs = 60000;
// Everybody who waits reads all of `awaited`, again and again: a longer result has a prop of its own, which is read once.
const longestInAwaited = 2000;
// Servers close a WebSocket that brings more than 16 MB at once, and all callbacks under way would end with it.
const longest = 15e6;

interface Entry {
    /** Null while the invocation is under way. */
    result: InvokeResult | null;
    /** The number of the prop that a long result has for itself. */
    slot?: number;
}

/**
 * Results for Python code that awaits them: it asks for the `awaited` prop again and again until its own is there, then
 * says that it has collected it. They are a state of the page, not events for callbacks.
 */
export function createAwaitedResults(report: (props: {[prop: string]: unknown}) => void) {
    const kept = new Map<unknown, Entry>();
    const tell = (freed: {[prop: string]: null} = {}) => {
        const props: {[prop: string]: unknown} = {...freed};
        const awaited = [...kept].map(([invocationId, {result, slot}]) => {
            if (slot === undefined) {
                return [invocationId, result];
            }
            const prop = propOf(slot);
            props[prop] = result;
            return [invocationId, {prop}];
        });
        report({...props, awaited: Object.fromEntries(awaited)});
    };
    const drop = (invocationIds: unknown[]) => {
        const slots = invocationIds
            .map((invocationId) => kept.get(invocationId)?.slot)
            .filter((slot) => slot !== undefined);
        invocationIds.forEach((invocationId) => kept.delete(invocationId));
        tell(Object.fromEntries(slots.map((slot) => [propOf(slot), null])));
    };
    return {
        /** The invocation is under way: told at once, so that Python knows that somebody has taken it. */
        expect: (invocationId: unknown) => {
            kept.set(invocationId, {result: null});
            tell();
        },
        keep: (invocationId: unknown, result: InvokeResult) => {
            const entry = kept.get(invocationId);
            if (!entry) {
                // Python has given up in the meantime.
                return;
            }
            const {length} = JSON.stringify(result);
            entry.result =
                length > longest
                    ? {...result, invocationResult: null, error: {code: 'unsupported', message: tooLong(length)}}
                    : result;
            entry.slot = length > longestInAwaited && length <= longest ? freeSlot([...kept.values()]) : undefined;
            setTimeout(() => kept.get(invocationId) === entry && drop([invocationId]), keptMs);
            tell();
        },
        drop,
        /** Tells a component that has come in another one's place. */
        repeat: () => {
            if (kept.size) {
                tell();
            }
        },
    };
}

/** The lowest one: Dash never forgets the name of a prop. */
function freeSlot(entries: Entry[]): number {
    const taken = entries.map(({slot}) => slot);
    return [...taken, undefined].map((_, n) => n + 1).find((n) => !taken.includes(n))!;
}

function propOf(slot: number): string {
    return `awaited${slot}`;
}

function tooLong(length: number): string {
    const megabytes = (n: number) => Math.ceil(n / 1e6);
    return `the result has ${megabytes(length)} MB; no more than ${megabytes(longest)} go over a WebSocket. Read it with on_result, over HTTP`;
}
