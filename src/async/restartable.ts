/**
 * Keeps one thing running, which starts again when what it depends on has changed. `start` may return what is called before
 * that.
 */
export function createRestartable() {
    let running: {inputs: unknown[]; stop: void | (() => void)} | undefined;
    const stop = () => {
        running?.stop?.();
        running = undefined;
    };
    return {
        run: (inputs: unknown[], start: () => void | (() => void)): void => {
            if (!running || inputs.some((input, i) => input !== running!.inputs[i])) {
                stop();
                running = {inputs, stop: start()};
            }
        },
        stop,
    };
}
