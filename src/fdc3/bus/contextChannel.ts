import type {Context} from '@finos/fdc3-context';
import type {Channel, ContextHandler, DisplayMetadata, Listener} from '@finos/fdc3-standard';
import type {Glue} from '../../connection/bus';
import type {Connection} from '../../connection/connection';
import {randomId} from '../../values/randomId';
import {requireContext, typeAndHandler} from './checks';
import {contextIn, followContext} from './followContext';
import {contextsOf, onBus} from './onBus';
import {type ChannelState, broadcastPaths, keyOfType} from './wire';

interface ChannelOnBus {
    id: string;
    type: 'user' | 'app';
    contextName: string;
    displayMetadata?: DisplayMetadata;
    /** The name of a user channel on the bus. */
    name?: string;
}

/** A channel that is a shared context of the bus. */
export function contextChannel(connection: Connection, channel: ChannelOnBus): Channel {
    const {id, type, contextName, displayMetadata} = channel;
    return {
        id,
        type,
        displayMetadata,
        broadcast: (context: Context) => broadcastOn(connection, channel, context),
        getCurrentContext: (contextType?: string) =>
            onBus(connection, async ({glue}) =>
                contextIn((await contextsOf(glue).get(contextName)) as ChannelState, contextType),
            ),
        addContextListener: async (...args: [string | null, ContextHandler] | [ContextHandler]) => {
            const [contextType, handler] = typeAndHandler(args);
            const {whenFollowing, stop} = followContext(connection, contextName, {
                type: contextType,
                handler,
                hasReplay: false,
            });
            try {
                await whenFollowing;
            } catch (reason) {
                stop();
                throw reason;
            }
            return listenerOf(stop);
        },
    };
}

export const listenerOf = (stop: () => void): Listener => ({unsubscribe: async () => stop()});

export async function broadcastOn(
    connection: Connection,
    {contextName, name}: Pick<ChannelOnBus, 'contextName' | 'name'>,
    given: Context,
): Promise<void> {
    const context = requireContext(given);
    await onBus(connection, async ({glue, unlessLost}) => {
        const channels = name !== undefined && restrictableChannels(glue);
        if (channels) {
            const {type, ...rest} = context;
            return channels.publish({[keyOfType(type)]: rest}, name);
        }
        const contexts = contextsOf(glue);
        // After a restart of the bus a user channel comes back after a moment. Written before, it would be one without a name.
        if (name !== undefined && !contexts.all().includes(contextName)) {
            await unlessLost(Promise.resolve(glue.channels?.all()));
        }
        return contexts.setPaths(contextName, broadcastPaths(context, randomId()));
    });
}

/** The channels of a platform that can forbid this page to write on some: its own API holds that. */
const restrictableChannels = ({channels}: Glue) =>
    channels && 'restrict' in channels && typeof channels.restrict === 'function' ? channels : undefined;
