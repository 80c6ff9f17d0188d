import type {Connection} from '../../connection/connection';
import {type DashComponent} from '../../dash/component';
import {createTwoWayProp} from '../../delivery/twoWayProp';
import {type ChannelsWatch, type UserChannelsState, joinUserChannel, watchUserChannels} from '../../fdc3/channels';
import {fdc3Problem} from '../../fdc3/fdc3Problem';
import {createStateProps} from '../stateProps';
import {createAgentCommands} from './agentCommands';
import {createAgentSubscriber} from './agentSubscriber';

/** The user channels, and the one that the page is on. */
export function createFdc3ChannelsHost(component: DashComponent, connection: Connection) {
    const keepSubscribed = createAgentSubscriber(component, connection);
    const perform = createAgentCommands(component, connection, 'channel', {isLatestOnly: true});
    let watch: ChannelsWatch | undefined;
    const join = (id: unknown) =>
        perform(id, async (agent) => {
            await joinUserChannel(agent, id);
            // Otherwise the channel before would be reported until the agent announces this one.
            await watch?.read();
        });
    const channel = createTwoWayProp(component, 'channel', join);
    const report = createStateProps<UserChannelsState>(component, {current: null});
    const onProblem = (reason: unknown) => {
        const problem = fdc3Problem(reason);
        // The channels are read again when the bus is back; that it is away stands in Glue42.error.
        if (!['connection_lost', 'not_connected'].includes(problem.code)) {
            component.setError('subscribe', problem);
        }
    };
    return {
        readers: {channel: channel.read},
        onMount: () => {
            report.repeat();
            return keepSubscribed(async (agent, isWanted) => {
                const started = await watchUserChannels(
                    agent,
                    (state) => {
                        if (isWanted()) {
                            channel.setActual(state.current?.id ?? null);
                            report.show(state, channel.takeDue());
                        }
                    },
                    onProblem,
                );
                watch = started;
                // Another bus has other channels.
                const unsubscribe = connection.subscribe(() => {
                    if (agent.kind === 'bus' && connection.state().status === 'connected') {
                        started.read().catch(onProblem);
                    }
                });
                return () => {
                    unsubscribe();
                    started.end();
                    watch = undefined;
                };
            });
        },
    };
}
