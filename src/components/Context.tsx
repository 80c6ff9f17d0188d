import {useHost} from '../hooks/useHost';
import {createContextHost} from '../hosts/contextHost';
import {DashProps} from '../props';

interface Props extends DashProps<Props> {
    /**
     * Setting. The name of the shared context; default: the component's id.
     */
    contextName?: string;
    /**
     * State, written by the component: the context's last state {"data": dict, "delta": dict, "removed": list,
     * "extraData": {"updaterId": str or None, "isMyUpdate": bool, "isMineUpdate": bool}}. None until an app has
     * written the context, and again when it is destroyed, until it is created again, and when contextName names one that
     * no app has written, or the page moves to a bus on which no app has. States in between may be skipped, the last one
     * never.
     */
    context?: object;
    /**
     * Command, written by a callback: a dict whose top-level keys are merged into the context's data, each value as a
     * whole. A key with dots, such as "BRK.B", is a key like any other. It creates a context that is not there.
     */
    update?: object;
    /**
     * Command, written by a callback: a dict that replaces the context's data.
     */
    set?: object;
    /**
     * Command, written by a callback: {"path": str, "data": any JSON} writes one place, such as "client.name": dots
     * separate the keys that lead there. For a key that has dots itself use `update`.
     */
    setPath?: object;
    /**
     * Command, written by a callback: several places at once, [{"path": str, "data": any JSON}, ...].
     */
    setPaths?: any[];
    /**
     * State, written by the component: why the last command or the subscription failed, {"message": str, "operation":
     * str, "code": str}. None again after a success.
     */
    error?: object;
}

/**
 * Subscribes to one shared context, data under a name that all apps on the bus can read and write. Commands given while a
 * lost bus is away are done when it is back within 30 seconds, else they fail; then the present state is reported again.
 */
const Context = (props: Props) => {
    useHost('Context', createContextHost, props);
    return null;
};

export default Context;
