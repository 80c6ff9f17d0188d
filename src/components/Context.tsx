import {useHost} from '../hooks/useHost';
import {createContextHost} from '../hosts/lazyHosts';
import {type DashProps} from '../props';

interface Props extends DashProps<Props> {
    /**
     * Setting. The name of the shared context; default: the component's id.
     */
    contextName?: string;
    /**
     * State, written by the component: the context's last state {"data": dict, "delta": dict, "removed": list,
     * "extraData": {"updaterId": str or None, "isMyUpdate": bool, "isMineUpdate": bool}}. None while no app has written
     * the context: at first, after it was destroyed, and when contextName changes or the page moves to another bus.
     * States in between may be skipped, the last one never.
     */
    context?: object;
    /**
     * Command, written by a callback: a dict whose top-level keys are merged into the context's data, each value as a
     * whole. A key with dots, such as "BRK.B", is a key like any other. A missing context is created.
     */
    update?: object;
    /**
     * Command, written by a callback: a dict that replaces the context's data.
     */
    set?: object;
    /**
     * Command, written by a callback: {"path": str, "data": any JSON} writes the value at one path, such as
     * "client.name": dots separate the keys. For a key that has dots itself use `update`.
     */
    setPath?: object;
    /**
     * Command, written by a callback: several paths at once, [{"path": str, "data": any JSON}, ...].
     */
    setPaths?: any[];
    /**
     * State, written by the component: why the last command or the subscription failed, {"message": str, "operation":
     * str, "code": str}. None again after a success.
     */
    error?: object;
}

/**
 * Subscribes to one shared context, data under a name that all apps on the bus can read and write. Commands written
 * while the bus is lost are performed when it is back within 30 seconds, else they fail. When the bus is back, the
 * component reports the present state.
 */
const Context = (props: Props) => {
    useHost('Context', createContextHost, props);
    return null;
};

export default Context;
