import {useHost} from '../hooks/useHost';
import {createWindowsHost} from '../hosts/lazyHosts';
import {type DashProps} from '../props';

interface Props extends DashProps<Props> {
    /**
     * Command, written by a callback: {"name": str, "url": str, "options"?: dict} opens a window. Names are unique
     * among open windows. A url without a host is on this app's server. Options, all in pixels: "width", "height",
     * "left", "top"; others, such as "title" and "mode", go to the platform and have no effect in a plain browser. A
     * browser blocks windows that no user action asked for: write it from a callback that a click triggered.
     */
    open?: object;
    /**
     * Event, written by the component: a window that was opened, {"id": str, "name": str, "url": str}. The callbacks
     * see every window once, in order; a callback that runs for more than 60 seconds no longer delays the next window.
     */
    opened?: object;
    /**
     * State, written by the component: why the last window was not opened, {"message": str, "operation": str, "code":
     * str}. None again after a success.
     */
    error?: object;
}

/**
 * Opens windows, by the platform where there is one, else by the browser.
 */
const Windows = (props: Props) => {
    useHost('Windows', createWindowsHost, props);
    return null;
};

export default Windows;
