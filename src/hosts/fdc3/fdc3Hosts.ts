import {createFdc3ChannelsHost} from './fdc3ChannelsHost';
import {createFdc3ContextHost} from './fdc3ContextHost';
import {createFdc3IntentListenerHost} from './fdc3IntentListenerHost';
import {createFdc3IntentsHost} from './fdc3IntentsHost';

/** By component, in one file, which pages fetch that have one of these. */
export const fdc3Hosts = {
    Fdc3Channels: createFdc3ChannelsHost,
    Fdc3Context: createFdc3ContextHost,
    Fdc3IntentListener: createFdc3IntentListenerHost,
    Fdc3Intents: createFdc3IntentsHost,
};
