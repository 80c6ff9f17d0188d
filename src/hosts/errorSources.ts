import {type DashComponent} from '../dash/component';
import {type Problem} from '../values/busError';

export type ErrorSources = ReturnType<typeof createErrorSources>;

/**
 * The problems of a component whose parts fail independently of each other. `error` is the one that came first of those that
 * last.
 */
export function createErrorSources(component: DashComponent) {
    const problems = new Map<string, {operation: string; problem: Problem}>();
    /** Also for a component that has replaced the one with this error. */
    const repeat = (): void => {
        const [first] = problems.values();
        if (first) {
            component.setError(first.operation, first.problem);
        }
    };
    const show = () => (problems.size ? repeat() : component.clearError());
    return {
        /** Sets the problem of one part; null is success. */
        set: (part: string, operation: string, problem: Problem | null): void => {
            if (problem) {
                problems.set(part, {operation, problem});
            } else if (!problems.delete(part)) {
                return;
            }
            show();
        },
        /** Forgets the problems of the parts whose names begin so. */
        forget: (prefix: string): void => {
            const parts = [...problems.keys()].filter((part) => part.startsWith(prefix));
            parts.forEach((part) => problems.delete(part));
            if (parts.length) {
                show();
            }
        },
        repeat,
    };
}
