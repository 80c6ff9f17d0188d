import type {DashComponent} from '../dash/component';

/** Writes what has changed of a state. None is not reported to callbacks that have not seen a value: `initial` has it. */
export function createStateProps<State extends object>(component: DashComponent, initial: Partial<State>) {
    let last = initial;
    return {
        /** `more` is written with it. */
        show: (state: State, more: object = {}): void => {
            const before = new Map(Object.entries(last));
            const changed = Object.entries(state).filter(
                ([prop, value]) => JSON.stringify(value) !== JSON.stringify(before.get(prop)),
            );
            last = state;
            const props = {...Object.fromEntries(changed), ...more};
            if (Object.keys(props).length) {
                component.write(props);
            }
        },
        /** For a component that has replaced the one with this state. */
        repeat: (): void => {
            if (last !== initial) {
                component.write(last);
            }
        },
    };
}
