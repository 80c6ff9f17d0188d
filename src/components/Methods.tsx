import {useHost} from '../hooks/useHost';
import {createMethodsHost} from '../hosts/lazyHosts';
import {type DashProps} from '../props';

interface Props extends DashProps<Props> {
    /**
     * Setting. Which methods are listed, a dict with some of "name": str and "prefix": str (upper and lower case are the
     * same), "objectTypes": a list of str and "flags": a dict (the method has all of them), "instance": the id of an
     * instance or a dict like {"application": str}, "streams": bool (with True only streams, with False only methods
     * that can be invoked). All that is given must hold. Default: every method.
     */
    filter?: object;
    /**
     * Setting. With False (default) names that begin with "T42.", "Tick42." or "_" are left out: the methods of the
     * platforms, and internal ones. A filter whose "name", or whose "prefix" with such a beginning, names them finds
     * them all the same.
     */
    system?: boolean;
    /**
     * Setting. With True the methods of this page are listed too. With False (default) only those of others are.
     */
    own?: boolean;
    /**
     * State, written by the component: whether an app offers a method that the filter lets through. None until the page
     * is connected. Made for the `disabled` of a button.
     */
    available?: boolean;
    /**
     * State, written by the component: the methods, sorted by name, [{"name": str, "displayName": str or None,
     * "description": str or None, "accepts": str or None, "returns": str or None, "objectTypes": [str, ...], "version":
     * number or None, "flags": dict, "supportsStreaming": bool, "servers": the instances that offer it}, ...]. A name
     * that apps define differently is listed once, as the first of them defines it. There are at most 500; `error` says
     * when there are more. States in between may be skipped, the last one never.
     */
    methods?: object[];
    /**
     * State, written by the component: the instances that offer these methods, each a dict with "methods": the names
     * that it offers, besides the keys that make it a target, such as "application", "instance" and "peerId". There are
     * at most 500.
     */
    servers?: object[];
    /**
     * Event, written by the component: the names that were added to `methods` and removed from it, {"added": [str,
     * ...], "removed": [str, ...]}; the first one has the names that were there when the page was connected. The
     * callbacks see every change once, in order; a callback that runs for more than 60 seconds no longer delays the
     * next change.
     */
    changed?: object;
    /**
     * State, written by the component: what is wrong with a setting (code "invalid_setting"), that more methods match
     * than are listed (code "too_many"), or why the methods could not be read, {"message": str, "operation": str,
     * "code": str}. None again after a success.
     */
    error?: object;
}

/**
 * Reports which methods and streams the apps on the bus offer, as they come and go. What comes within 250 ms is
 * reported together. While the bus is lost the props keep their values; when it is back, the other apps have 5 seconds
 * to come back too.
 */
const Methods = ({system = false, own = false, ...props}: Props) => {
    useHost('Methods', createMethodsHost, {...props, system, own});
    return null;
};

export default Methods;
