/** A listener that fails is no reason for the next one not to be called. */
export function callHandler<Args extends unknown[]>(handler: (...args: Args) => void, ...args: Args): void {
    try {
        handler(...args);
    } catch (error) {
        console.error('dash_glue42: a listener of FDC3 failed.', error);
    }
}
