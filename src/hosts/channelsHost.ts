import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {createTwoWayProp} from '../delivery/twoWayProp';
import {type ChannelsState, channelOperations, watchChannels} from '../interop/channels';
import {createCommandHost} from './commandHost';
import {createSubscriber} from './subscription';

export function createChannelsHost(component: DashComponent, connection: Connection) {
    const keepSubscribed = createSubscriber(component, connection);
    const {readers, perform} = createCommandHost(component, connection, channelOperations, {latestOnly: 'channel'});
    const channel = createTwoWayProp(component, 'channel', (name) => perform('channel', name));
    return {
        readers: {...readers, channel: channel.read},
        onMount: (props: object) => {
            // Kept when the bus changes. None is not reported to callbacks that have not seen a channel.
            const reported: ChannelsState = {my: (props as ChannelsState).my ?? null};
            return keepSubscribed((glue) =>
                watchChannels(glue, reported, {
                    onChannel: channel.setActual,
                    onState: (state) => component.write({...state, ...channel.takeDue()}),
                }),
            );
        },
    };
}
