import {InvokeResult} from '../interop/performInvoke';

// Whoever awaited a result and went without collecting it is not waited for any longer.
const keptMs = 60000;

/**
 * Results for Python code that awaits them: it asks for the `awaited` prop again and again until its own is there, then
 * says that it has collected it. They are a state of the page, not events for callbacks.
 */
export function createAwaitedResults(report: (props: {awaited: object}) => void) {
    const kept = new Map<unknown, InvokeResult | null>();
    const tell = () => report({awaited: Object.fromEntries(kept)});
    return {
        /** The invocation is under way: told at once, so that Python knows that somebody has taken it. */
        expect: (invocationId: unknown) => {
            kept.set(invocationId, null);
            tell();
        },
        keep: (invocationId: unknown, result: InvokeResult) => {
            if (!kept.has(invocationId)) {
                // Python has given up in the meantime.
                return;
            }
            kept.set(invocationId, result);
            setTimeout(() => kept.get(invocationId) === result && kept.delete(invocationId), keptMs);
            tell();
        },
        drop: (invocationIds: unknown[]) => {
            invocationIds.forEach(invocationId => kept.delete(invocationId));
            tell();
        },
    };
}
