import {useHost} from '../hooks/useHost';
import {createFdc3ContextHost} from '../hosts/lazyHosts';
import {type DashProps} from '../props';

interface Props extends DashProps<Props> {
    /**
     * Setting. The type of the contexts to listen to, such as "fdc3.instrument", or a list of types; without it
     * contexts of all types.
     */
    contextType?: string | string[];
    /**
     * Setting. The id of the channel: a user channel, or else the app channel of this id, which is created when absent.
     * Without it the user channel that the page is on, whichever that is.
     */
    channelId?: string;
    /**
     * Setting. With False (default) `context` is a state: while its callbacks run, the newest context of each type
     * waits, and the callbacks see these one after another. With True it is an event: the callbacks see every context
     * once, in order. No more than 10000 wait.
     */
    every?: boolean;
    /**
     * Setting. With True the contexts that an app channel holds already come first, as those of a user channel always
     * do. The default is False.
     */
    replay?: boolean;
    /**
     * State, or Event with `every`, written by the component: {"context": {"type": str, ...}, "source": {"appId": str,
     * "instanceId": str or None} or None, "channelId": str or None}. `source` is the app that broadcast it, None where
     * the agent does not say. What the channel holds when the page joins it comes first, of each type of `contextType`
     * its own and the newest last. A context of more than 256 KB is dropped with a warning.
     */
    context?: object;
    /**
     * Command, written by a callback: a context, {"type": str, ...}, or a list of them, which are broadcast on the
     * channel in order. It is not reported back to this page as it is made, but a listener that is added later, or a new
     * join, gets it as what the channel holds. It is an error when the page is on no user channel.
     */
    broadcast?: object | any[];
    /**
     * State, written by the component: why the last broadcast or the subscription failed, {"message": str, "operation":
     * str, "code": str}. None again after a success.
     */
    error?: object;
}

/**
 * Contexts of FDC3, what the user works with in other apps (an instrument, a contact, a chart): listens to those on a
 * channel, and broadcasts.
 */
const Fdc3Context = ({every = false, replay = false, ...props}: Props) => {
    useHost('Fdc3Context', createFdc3ContextHost, {...props, every, replay});
    return null;
};

export default Fdc3Context;
