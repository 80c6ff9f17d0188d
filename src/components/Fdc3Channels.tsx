import {useHost} from '../hooks/useHost';
import {createFdc3ChannelsHost} from '../hosts/lazyHosts';
import {type DashProps} from '../props';

interface Props extends DashProps<Props> {
    /**
     * State, written by the component: the user channels, [{"id": str, "displayMetadata": {"name"?: str, "color"?: str,
     * "glyph"?: str}}, ...].
     */
    list?: any[];
    /**
     * Command and State in one, made for the value of a dcc.Dropdown: the id of the user channel that the page is on,
     * or None. An id that a callback or the layout writes puts the page on that channel, None that a callback writes
     * takes it off; of several values written in a row only the last may take effect. The component writes it when the
     * page changes its channel by other means, and writes the actual channel back when one cannot be joined.
     */
    channel?: string;
    /**
     * State, written by the component: the user channel that the page is on, {"id": str, "displayMetadata": dict}, None
     * when it is on none.
     */
    current?: object;
    /**
     * State, written by the component: why the channels cannot be read, or the last channel could not be joined,
     * {"message": str, "operation": str, "code": str}. None again after a success.
     */
    error?: object;
}

/**
 * The user channels of FDC3: named and coloured, the user groups apps by them. The apps on one channel get what one of
 * them broadcasts. The page stays on its channel when the component is removed.
 */
const Fdc3Channels = (props: Props) => {
    useHost('Fdc3Channels', createFdc3ChannelsHost, props);
    return null;
};

export default Fdc3Channels;
