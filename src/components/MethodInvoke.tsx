import {useHost} from '../hooks/useHost';
import {createInvokeHost} from '../hosts/invokeHost';
import {type DashProps} from '../props';

interface Props extends DashProps<Props> {
    /**
     * Command, written by a callback: one invocation {"definition": str or {"name": str}, "argumentObj"?: dict,
     * "target"?: "best" (default), "all", "skipMine", an instance dict or a list of them, "options"?:
     * {"methodResponseTimeoutMs"?: number, "waitTimeoutMs"?: number}, "invocationId"?: str, "meta"?: any JSON}, or a
     * list of those. Every dict that is written is invoked once, also when it equals the one before. Invocations run
     * concurrently. While the page connects, or the bus is lost, they wait for their waitTimeoutMs (default 30000);
     * they fail at once when connecting failed, and after 10 seconds in a page without a Glue42.
     */
    invoke?: object | any[];
    /**
     * Event, written by the component: one answer, {"invocationId": str, "invocationResult": dict or None, "error":
     * {"message": str, "code": str, "executed_by"?: the instance that refused or was asked, "all_errors"?: what each of
     * several servers said} or None, "meta": any JSON}. The callbacks see every result once, in order of arrival; a
     * callback that runs for more than 60 seconds no longer delays the next result. `invocationId` and `meta` are those
     * of the command; a command without an id gets one. What the server returned is in `invocationResult["returned"]`.
     * A malformed command gives a result with an error.
     */
    result?: object;
    /**
     * Event, written by the component when a callback of the app listens to it: a list of what `result` holds, all that
     * have arrived. The next list comes when the callbacks of the last have ended; with callbacks of `result` as well
     * every list has one result.
     */
    results?: object[];
}

/**
 * Invokes Interop methods of other applications: a callback writes what to invoke into `invoke`, and each answer comes
 * back as one value of `result`.
 */
const MethodInvoke = (props: Props) => {
    useHost('MethodInvoke', createInvokeHost, props);
    return null;
};

export default MethodInvoke;
