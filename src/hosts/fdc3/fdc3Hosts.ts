/** The hosts of the Fdc3* components: in one file, which pages fetch that have such a component. */
export {createFdc3ChannelsHost} from './fdc3ChannelsHost';
export {createFdc3ContextHost} from './fdc3ContextHost';
export {createFdc3IntentListenerHost} from './fdc3IntentListenerHost';
export {createFdc3IntentsHost} from './fdc3IntentsHost';
