import {useHost} from '../hooks/useHost';
import {createContextsHost} from '../hosts/lazyHosts';
import {type DashProps} from '../props';

interface Props extends DashProps<Props> {
    /**
     * State, written by the component: the names of all contexts on the bus, sorted.
     */
    all?: string[];
    /**
     * Command, written by a callback: {"name": str, "data": dict} merges the top-level keys of data into that context.
     * A missing context is created. A key with dots, such as "BRK.B", is a key like any other.
     */
    update?: object;
    /**
     * Command, written by a callback: {"name": str, "data": dict} replaces the data of that context.
     */
    set?: object;
    /**
     * Command, written by a callback: {"name": str, "path": str, "data": any JSON} writes the value at one path of that
     * context, such as "client.name": dots separate the keys. For a key that has dots itself use `update`.
     */
    setPath?: object;
    /**
     * Command, written by a callback: {"name": str, "paths": [{"path": str, "data": any JSON}, ...]} writes several
     * paths.
     */
    setPaths?: object;
    /**
     * Command, written by a callback: {"name": str} removes that context from the bus.
     */
    destroy?: object;
    /**
     * State, written by the component: why the last command or the subscription failed, {"message": str, "operation":
     * str, "code": str}. None again after a success.
     */
    error?: object;
}

/**
 * Writes any shared context, by its name, and reports the names of all. Commands written while the bus is lost are
 * performed when it is back within 30 seconds, else they fail.
 */
const Contexts = (props: Props) => {
    useHost('Contexts', createContextsHost, props);
    return null;
};

export default Contexts;
