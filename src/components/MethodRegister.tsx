import {useHost} from '../hooks/useHost';
import {createMethodHost} from '../hosts/methodHost';
import {type DashProps} from '../props';

interface Props extends DashProps<Props> {
    /**
     * Setting. The method: its name, or a dict with "name" and, optionally, "accepts", "returns", "objectTypes",
     * "displayName", "description", "version", "flags". Unknown keys are passed on. A change registers the method
     * again.
     */
    definition: string | {[key: string]: any};
    /**
     * Setting. Whether the caller gets a value. With True a callback must answer every invocation through `result`.
     * With False (default) the caller is answered as soon as the invocation is queued.
     */
    returns?: boolean;
    /**
     * Setting. How long one invocation may wait for its answer, in milliseconds (default 30000), counted from when it
     * is handed to the callback. After that its caller gets an error, a late answer is ignored, and the next invocation
     * is handed over, also when the method is void and its callback still runs: set it above the longest run that you
     * expect.
     */
    methodResponseTimeoutMs?: number;
    /**
     * Setting. How many invocations may wait in the page (default 10000). The caller of one more gets an error.
     */
    maxPending?: number;
    /**
     * Setting. With True an invocation whose callback ended without a result waits on, until something else (another
     * callback, set_props) writes `result` or the time is up. With False (default) its caller gets an error at once,
     * unless another callback of the app has this `result` as an Output.
     */
    deferResult?: boolean;
    /**
     * Setting. How many invocations one value of `invocations` may hold (default 256). With 1 they come one by one.
     */
    maxBatch?: number;
    /**
     * Event, written by the component: one invocation, {"invocationId": str, "args": dict, "caller": dict}. The
     * callbacks see every invocation once, in order: the next one is handed over when the callbacks of the last have
     * ended.
     */
    invoke?: object;
    /**
     * Event, written by the component when a callback of the app listens to it: a list of what `invoke` holds, all
     * invocations that wait, in order, up to `maxBatch` and 256 KB. The next list is handed over when the callbacks of
     * the last have ended. Every list has one invocation with `deferResult`, or when callbacks listen to `invoke` as
     * well, a second callback listens to `invocations`, or a second one has `result` as an Output.
     */
    invocations?: object[];
    /**
     * Command, written by a callback: the answer {"invocationId": str, "invocationResult": any JSON} or the refusal
     * {"invocationId": str, "error": {"message": str, "code"?: str}}, or a list of those. A value that is not a dict
     * reaches the caller as {"value": it}; the message of a refusal reaches the caller unchanged. An answer to an
     * unknown invocation changes nothing.
     */
    result?: object | any[];
    /**
     * State, written by the component: {"message": str, "operation": str, "code": str}. Why the method could not be
     * registered (operation "register"), or that the app does not answer its invocations (operation "invoke", code
     * "callback_failed"): its login has expired, a proxy answered in its place, or its server is away. None again when
     * the method was registered later, or the app has answered an invocation.
     */
    error?: object;
}

/**
 * Registers an Interop method: each invocation by another application becomes one value of `invoke`, and what a
 * callback writes into `result` goes back to the caller. While the page lives, no invocation is lost, reordered or left
 * without an answer: a callback that raises, ends without a result or takes too long gives its caller an error that
 * says so. Void invocations are answered as soon as they are queued; those that wait when the page goes are not
 * handled.
 */
const MethodRegister = ({
    returns = false,
    methodResponseTimeoutMs = 30000,
    maxPending = 10000,
    deferResult = false,
    maxBatch = 256,
    ...props
}: Props) => {
    useHost('MethodRegister', createMethodHost, {
        ...props,
        returns,
        methodResponseTimeoutMs,
        maxPending,
        deferResult,
        maxBatch,
    });
    return null;
};

export default MethodRegister;
