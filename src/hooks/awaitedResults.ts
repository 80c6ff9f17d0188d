import {InvokeResult} from '../interop/performInvoke';

// Whoever awaited a result and went without collecting it is not waited for any longer.
const keptMs = 60000;

/**
 * Results for Python code that awaits them: it asks for the `awaited` prop again and again until its own is there, then
 * says that it has collected it. They are a state of the page, not events for callbacks.
 */
export function createAwaitedResults(report: (props: {awaited: object}) => void) {
    const kept = new Map<unknown, InvokeResult>();
    const tell = () => report({awaited: Object.fromEntries(kept)});
    return {
        keep: (result: InvokeResult) => {
            const {invocationId} = result;
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
