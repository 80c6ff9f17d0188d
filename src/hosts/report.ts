import {type DashComponent} from '../dash/component';

/**
 * A State of which values in between may be skipped. To be announced when it may have changed: it is written if it has, at most
 * once in the interval, the last value always.
 */
export function createReport(component: DashComponent, prop: string, intervalMs: number, read: () => object) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let written: string | undefined;
    const announce = (): void => {
        timer ??= setTimeout(() => {
            timer = undefined;
            const value = read();
            const text = JSON.stringify(value);
            if (text !== written) {
                written = text;
                component.write({[prop]: value});
            }
        }, intervalMs);
    };
    return {
        announce,
        /** For a component that has replaced the one with this state. */
        repeat: (): void => {
            if (written !== undefined) {
                written = undefined;
                announce();
            }
        },
        stop: (): void => clearTimeout(timer),
    };
}
