import {useHost} from '../hooks/useHost';
import {createWindowsHost} from '../hosts/windowsHost';
import {DashProps} from '../props';

interface Props extends DashProps<Props> {
    /**
     * Command, written by a callback: {"name": str, "url": str, "options"?: dict} opens a window. Two open windows
     * cannot bear one name. A url without a host is one of this app's server. Options, all in pixels: "width", "height",
     * "left", "top"; others, such as "title" and "mode", go to the platform and mean nothing in a plain browser. A
     * browser blocks a window that the user has not just clicked for: write it from a callback that a click started.
     */
    open?: object;
    /**
     * Event, written by the component: a window that was opened, {"id": str, "name": str, "url": str}. Each one is seen
     * by the callbacks, in order; one that runs for more than 60 seconds no longer holds back the next.
     */
    opened?: object;
    /**
     * State, written by the component: why the last window was not opened, {"message": str, "operation": str, "code":
     * str}. None again after a success.
     */
    error?: object;
}

/**
 * Opens windows: those of the platform where there is one, else of the browser.
 */
const Windows = (props: Props) => {
    useHost('Windows', createWindowsHost, props);
    return null;
};

export default Windows;
