import type {Context} from '@finos/fdc3-context';
import type {Channel, ContextHandler, Listener} from '@finos/fdc3-standard';
import type {Connection} from '../../connection/connection';
import {Fdc3Error} from '../fdc3Error';
import {requireContext} from './checks';
import {broadcastOn, contextChannel, listenerOf} from './contextChannel';
import {type UserChannel, createCurrentChannel, userChannelsOf} from './currentChannel';
import {onBus} from './onBus';
import {userChannelContext} from './wire';

/** The user channels, and what goes over the one that the page is on. */
export function createUserChannels(connection: Connection) {
    const current = createCurrentChannel(connection);
    const channelOf = ({id, name, displayMetadata}: UserChannel): Channel =>
        contextChannel(connection, {id, name, type: 'user', contextName: userChannelContext(name), displayMetadata});

    return {
        all: (): Promise<Channel[]> => onBus(connection, async ({glue}) => (await userChannelsOf(glue)).map(channelOf)),
        current: async (): Promise<Channel | null> => {
            const channel = await current.change();
            return channel ? channelOf(channel) : null;
        },
        join: async (id: string): Promise<void> => {
            await current.change(async (glue) => {
                const channel = (await userChannelsOf(glue)).find((userChannel) => userChannel.id === id);
                if (!channel) {
                    throw new Fdc3Error('NoChannelFound');
                }
                await glue.channels!.join(channel.name);
            });
        },
        leave: async (): Promise<void> => {
            await current.change((glue) => glue.channels?.leave());
        },
        /** On no channel a broadcast reaches no app, as the standard has it. */
        broadcast: async (given: Context): Promise<void> => {
            const context = requireContext(given);
            const channel = await current.get();
            if (channel) {
                await broadcastOn(connection, {...channel, contextName: userChannelContext(channel.name)}, context);
            }
        },
        addListener: async (type: string | null, handler: ContextHandler): Promise<Listener> =>
            listenerOf(await current.addListener(type, handler)),
        onEvent: current.onEvent,
    };
}
