import {useHost} from '../hooks/useHost';
import {createFdc3IntentsHost} from '../hosts/lazyHosts';
import {type DashProps} from '../props';

interface Props extends DashProps<Props> {
    /**
     * Command, written by a callback: raises an intent, {"intent"?: str, "context": {"type": str, ...}, "app"?: an
     * appId or {"appId": str, "instanceId"?: str}, "raiseId"?: str, "meta"?: any JSON}, or a list of those, which run
     * concurrently. Without "intent" it is one that fits the context. Every dict that is written is raised once, also
     * when it equals the one before.
     */
    raiseIntent?: object | any[];
    /**
     * Event, written by the component: an app has got the intent, {"raiseId": str, "source": {"appId": str,
     * "instanceId": str or None} or None}.
     */
    delivered?: object;
    /**
     * Event, written by the component: how an intent has ended, {"raiseId": str, "intent": str or None, "source": {"appId":
     * str, "instanceId": str or None} or None, "context": {"type": str, ...} or None, "channelId": str or None, "error":
     * {"message": str, "code": str, "fdc3": str or None} or None, "meta": any JSON}. "fdc3" is the standard's name for
     * the error, such as "NoAppsFound". `raiseId` and `meta` are those of the command; a command without an id gets
     * one. The callbacks see every result once. A malformed command gives a result with an error, and so does an app that
     * returns a private channel, which only a script can use.
     */
    result?: object;
    /**
     * Command, written by a callback: {"intent"?: str, "context"?: {"type": str, ...}, "resultType"?: str} looks for
     * the apps that handle an intent, or for the intents that fit a context.
     */
    find?: object;
    /**
     * State, written by the component: what the last `find` has found, [{"intent": {"name": str, "displayName"?: str},
     * "apps": [{"appId": str, "instanceId"?: str, ...}, ...]}, ...]; an empty list when no app fits.
     */
    found?: any[];
    /**
     * Event, written by the component when a callback of the app listens to it: several apps could handle an intent,
     * {"raiseId": str, "apps": [{"appId": str, "instanceId"?: str, "intent": str, "name"?: str, "title"?: str}, ...]};
     * one without "instanceId" would be started. A callback then writes `choose`. Without such a callback the newest
     * instance that runs in another page gets the intent; if there is none, the first app of the directory is started.
     * Other agents than that on the bus show a choice of their own.
     */
    choices?: object;
    /**
     * Command, written by a callback: {"raiseId": str, "app": one of the "apps" in `choices`, or None}. None cancels
     * the intent. Without an answer within an hour, or when the callback of `choices` fails, it ends with an error.
     * Of intents with the same `raiseId` the first is answered first.
     */
    choose?: object;
    /**
     * State, written by the component: why the page has no FDC3 agent, or the last `find` or `choose` failed,
     * {"message": str, "operation": str, "code": str}. None again after a success. Why an intent failed stands in
     * `result`.
     */
    error?: object;
}

/**
 * Raises intents of FDC3, such as "ViewChart" with an instrument: an app that handles it gets the context, and how it
 * ended comes back as one value of `result`.
 */
const Fdc3Intents = (props: Props) => {
    useHost('Fdc3Intents', createFdc3IntentsHost, props);
    return null;
};

export default Fdc3Intents;
