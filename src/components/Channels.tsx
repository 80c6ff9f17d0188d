import {useHost} from '../hooks/useHost';
import {createChannelsHost} from '../hosts/lazyHosts';
import {type DashProps} from '../props';

interface Props extends DashProps<Props> {
    /**
     * State, written by the component: the names of all channels.
     */
    all?: string[];
    /**
     * State, written by the component: all channels with what they hold, [{"name": str, "meta": {"color": str}, "data":
     * dict}, ...]. It follows their data; states in between may be skipped, the last one never.
     */
    list?: any[];
    /**
     * State, written by the component: the channel that the page is on, {"name": str, "meta": {"color": str}, "data":
     * dict}, None when it is on none. It follows the channel's data, what this page publishes too; states in between
     * may be skipped, the last one never.
     */
    my?: object;
    /**
     * Command, written by a callback: {"name": str} puts the page on that channel. It leaves the channel it was on. The
     * page stays on its channel when the component is removed.
     */
    join?: object;
    /**
     * Command, written by a callback: an empty dict takes the page off its channel.
     */
    leave?: object;
    /**
     * Command, written by a callback: {"data": dict, "name"?: str} merges the keys of data into what the channel of
     * that name holds, by default the page's channel; it is an error when the page is on none. A key whose value is
     * None is removed, and a key with dots, such as "client.name", is a path.
     */
    publish?: object;
    /**
     * Command and State in one, made for the value of a dcc.Dropdown: the name of the channel that the page is on, or
     * None. A name that a callback or the layout writes puts the page on that channel, None that a callback writes
     * takes it off; of several values written in a row only the last may take effect. The component writes it when the
     * page changes its channel by other means, and writes the actual channel back when one cannot be joined.
     */
    channel?: string;
    /**
     * State, written by the component: why the last command or the subscription failed, {"message": str, "operation":
     * str, "code": str}. None again after a success.
     */
    error?: object;
}

/**
 * The channels: named places, each with a color and data, that let the user group apps. Apps on one channel share its
 * data.
 */
const Channels = (props: Props) => {
    useHost('Channels', createChannelsHost, props);
    return null;
};

export default Channels;
