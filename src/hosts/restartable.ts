/** Keeps one thing running, which starts again when what it depends on has changed. */
export function createRestartable() {
    let running: {inputs: unknown[]; stop: () => void} | undefined;
    const stop = () => {
        running?.stop();
        running = undefined;
    };
    return {
        run: (inputs: unknown[], start: () => () => void): void => {
            if (!running || inputs.some((input, i) => input !== running!.inputs[i])) {
                stop();
                running = {inputs, stop: start()};
            }
        },
        stop,
    };
}
