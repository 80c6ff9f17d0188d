import {useHost} from '../hooks/useHost';
import {createFdc3IntentListenerHost} from '../hosts/lazyHosts';
import {type DashProps} from '../props';

interface Props extends DashProps<Props> {
    /**
     * Setting. The intent that this app handles, such as "ViewChart". A change ends the listener of the old one.
     */
    intent: string;
    /**
     * Setting. The types of the contexts that it handles, such as ["fdc3.instrument"]. They are for apps that look for
     * one that handles a context; other agents than that on the bus take them from their app directory.
     */
    contextTypes?: string[];
    /**
     * Setting. What the result is: a context type, "channel" or "channel<TYPE>". It is for apps that look for it.
     */
    resultType?: string;
    /**
     * Setting. What users read where they choose between several apps.
     */
    displayName?: string;
    /**
     * Setting. How long one intent may wait for its result, in milliseconds (default 90000), counted from when it is
     * handed to the callback. After that the app that raised it gets an error, and the next one is handed over.
     */
    timeoutMs?: number;
    /**
     * Setting. How many intents may wait in the page (default 10000). One more is refused.
     */
    maxPending?: number;
    /**
     * Setting. With True an intent whose callback ended without a result waits on, until something else (another
     * callback, set_props) writes `result` or the time is up. With False (default) the app that raised it gets an error
     * at once, unless another callback of the app has this `result` as an Output.
     */
    deferResult?: boolean;
    /**
     * Event, written by the component: one intent that another app has raised, {"invocationId": str, "intent": str,
     * "context": {"type": str, ...}, "source": {"appId": str, "instanceId": str or None} or None}. The callbacks see
     * every intent once, in order: the next one is handed over when the callbacks of the last have ended.
     */
    raised?: object;
    /**
     * Command, written by a callback: {"invocationId": str, "context": {"type": str, ...}} is a context as the result,
     * {"invocationId": str, "channelId": str} a channel, {"invocationId": str} no result, {"invocationId": str,
     * "error": {"message": str, "code"?: str}} a refusal; or a list of those. FDC3 carries no text with a refusal: apps
     * of this package on the same bus get the message, others there "IntentHandlerRejected". Over an agent of FINOS's
     * getAgent() the app that raised the intent gets an empty result.
     */
    result?: object | any[];
    /**
     * State, written by the component: {"message": str, "operation": str, "code": str}. Why the intent could not be
     * offered (operation "register"), or that the app does not answer (operation "raised", code "callback_failed").
     * None again after a success.
     */
    error?: object;
}

/**
 * Handles one intent of FDC3: each one that another app raises becomes one value of `raised`, and what a callback writes
 * into `result` goes back to that app. While the page lives, no intent is lost, reordered or left without an end: a
 * callback that raises, ends without a result or takes too long rejects it.
 */
const Fdc3IntentListener = ({timeoutMs = 90000, maxPending = 10000, deferResult = false, ...props}: Props) => {
    useHost('Fdc3IntentListener', createFdc3IntentListenerHost, {...props, timeoutMs, maxPending, deferResult});
    return null;
};

export default Fdc3IntentListener;
