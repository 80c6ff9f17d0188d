import {type DashComponent} from '../dash/component';
import {type Problem} from '../values/busError';

/** The problems of a component whose parts fail independently of each other. */
export interface ErrorSources {
    /** Sets the problem of one part; null is success. */
    set: (part: string, operation: string, problem: Problem | null) => void;
    /** Forgets the problems of the parts whose names begin so. */
    forget: (prefix: string) => void;
    /** For a component that has replaced the one with this error. */
    repeat: () => void;
}

/** Keeps `error` at the problem that came first of those that last. */
export function createErrorSources(component: DashComponent): ErrorSources {
    const problems = new Map<string, {operation: string; problem: Problem}>();
    const repeat = () => {
        const [first] = problems.values();
        if (first) {
            component.setError(first.operation, first.problem);
        }
    };
    const show = () => (problems.size ? repeat() : component.clearError());
    return {
        set: (part, operation, problem) => {
            if (problem) {
                problems.set(part, {operation, problem});
            } else if (!problems.delete(part)) {
                return;
            }
            show();
        },
        forget: (prefix) => {
            const parts = [...problems.keys()].filter((part) => part.startsWith(prefix));
            parts.forEach((part) => problems.delete(part));
            if (parts.length) {
                show();
            }
        },
        repeat,
    };
}
