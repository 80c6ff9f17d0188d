import {useHost} from '../hooks/useHost';
import {createNotificationsHost} from '../hosts/lazyHosts';
import {type DashProps} from '../props';

interface Props extends DashProps<Props> {
    /**
     * Command, written by a callback: a notification {"title": str, "body"?: str, "clickInterop"?: {"method": str,
     * "arguments"?: dict, "target"?: "best" (default) or "all"}, "actions"?: [{"action": str, "title": str, "interop"?:
     * a dict like clickInterop}, ...], "severity"?, "source"?, "type"?, "icon"?, ...}. A click on it, or on an action,
     * invokes the method named there. Other keys go to the platform or the browser; "data" must be a dict. The browser
     * asks the user once whether notifications may be shown, and shows them on https and localhost only. Its name is a
     * keyword of Python: an Output takes it as it is, the constructor only within a dict, as in **{"raise": ...}.
     */
    raise?: object;
    /**
     * Command, written by a callback: the same as `raise`, under a name that Python's syntax allows everywhere.
     */
    notify?: object;
    /**
     * State, written by the component: how many actions a notification can have here. None before the page is
     * connected; 0 where none can be shown. Actions beyond that are left out, and `error` says so.
     */
    maxActions?: number;
    /**
     * Event, written by the component: a click on a notification that this component raised, {"id": str or None,
     * "title": str, "action": str or None, "notification": dict}. `action` is None for a click on the notification
     * itself, and `notification` is the command that raised it. The callbacks see every click once, in order; a
     * callback that runs for more than 60 seconds no longer delays the next click.
     */
    clicked?: object;
    /**
     * State, written by the component: why the last notification was not shown, or not all of it, or why a click could
     * not invoke its method, {"message": str, "operation": str, "code": str}. None again after a success.
     */
    error?: object;
}

/**
 * Raises notifications, by the platform where there is one, else by the browser, and reports clicks on them.
 */
const Notifications = (props: Props) => {
    useHost('Notifications', createNotificationsHost, props);
    return null;
};

export default Notifications;
