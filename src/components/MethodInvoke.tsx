import {useEffect, useLayoutEffect} from 'react';
import {createInvokeHost} from '../hooks/invokeHost';
import {useCommands} from '../hooks/useCommands';
import {useKept} from '../hooks/useKept';
import {usePlace} from '../hooks/usePlace';
import {useReport} from '../hooks/useReport';
import {DashProps} from '../props';

interface Props extends DashProps<Props> {
    /**
     * Command, written by a callback: one invocation {"definition": str or {"name": str}, "argumentObj"?: dict,
     * "target"?: "best" (default), "all", "skipMine", an instance dict or a list of them, "options"?:
     * {"methodResponseTimeoutMs"?: number, "waitTimeoutMs"?: number}, "invocationId"?: str, "meta"?: any JSON}, or a
     * list of those. Each dict written is invoked once, equal ones too; invocations run side by side. Before the page is
     * connected they wait; they fail when connecting failed, and in a page that has had no Glue42 for 10 seconds. While a
     * lost bus is away they wait for their waitTimeoutMs (default 30000).
     */
    invoke?: object | any[];
    /**
     * Report, written by the component: one answer, {"invocationId": str, "invocationResult": dict or None, "error":
     * {"message": str, "code": str, "executed_by"?: the instance that refused or was asked, "all_errors"?: what each of
     * several servers said} or None, "meta": any JSON}. Results come in order of
     * arrival, and each one is seen by the callbacks; one that runs for more than 60 seconds no longer holds back the next
     * result. `invocationId` and `meta` are those of the command; an id is made up when the command has none. What the
     * server returned is in `invocationResult["returned"]`. A malformed command gives a result with an error.
     */
    result?: object;
    /**
     * Report, written by the component: the results that `await dash_glue42.invoke(...)` in a callback over WebSocket
     * waits for, by their invocationId: None while an invocation is under way, {"prop": str} where a long result has a
     * prop of its own. Each result stays until it has been collected, for a minute at most.
     */
    awaited?: object;
    /**
     * Report, written by the component: marks of the commands that it has taken. A layout that a callback takes as a
     * State and gives back has them, and so repeats no command.
     */
    taken?: object;
}

/**
 * Invokes Interop methods of other applications: a callback writes what to invoke into `invoke`, and each answer comes
 * back as one value of `result`.
 */
const MethodInvoke = ({id, invoke, setProps}: Props) => {
    const place = usePlace(id);
    const report = useReport('MethodInvoke', place, setProps);
    const host = useKept('MethodInvoke', place().id, {place, report}, (shown, key) => createInvokeHost(key ?? {}, shown));
    useEffect(() => host.resume(), [host]);
    useLayoutEffect(() => host.restore());
    useCommands(place, host.readers, {invoke});
    return null;
};

export default MethodInvoke;
