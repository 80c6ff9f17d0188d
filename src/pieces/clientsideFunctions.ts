import '../dash/otherComponents';
import type {Channel, Triggered} from './channelSelector';

// Pages without these pieces do not load them.
const load = () => import(/* webpackChunkName: "pieces" */ './pieces');

// The functions of the clientside callbacks in dash_glue42/_pieces.py. They are here and not in the page, so that a
// Content-Security-Policy needs no exception for them.
window.dash_clientside = {
    ...window.dash_clientside,
    dash_glue42: {
        followStatus: async (id: object) => (await load()).followStatus(id),
        followChannel: async (
            channel: string | null,
            list: Channel[] | null,
            picked: string | null,
            offered: object[],
        ) => {
            // At once: the context is that of the callback which is starting now.
            const {triggered} = window.dash_clientside!.callback_context as {triggered: Triggered};
            return (await load()).followChannel(channel, list, picked, offered, triggered);
        },
    },
};
