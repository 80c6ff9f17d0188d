type Handler = (...given: never[]) => unknown;
type Wrap<H> = (handler: H) => H;

/** By what a handler has been wrapped. */
const layers = new WeakMap<object, unknown[]>();

/**
 * Wraps the handler of a method, unless `layer` has wrapped it before: after a loss the client libraries register the handlers
 * that they were given again, through the same functions.
 */
export function wrapOnce<H extends Handler>(layer: unknown, handler: H, wrap: Wrap<H>): H {
    const before = layers.get(handler) ?? [];
    if (before.includes(layer)) {
        return handler;
    }
    const wrapped = wrap(handler);
    layers.set(wrapped, [...before, layer]);
    return wrapped;
}
