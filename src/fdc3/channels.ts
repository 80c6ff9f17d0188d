import type {Channel} from '@finos/fdc3-standard';
import {serialize} from '../async/serialize';
import {BusError} from '../values/busError';
import {isDict} from '../values/isDict';
import {toPlainJson} from '../values/toPlainJson';
import type {Fdc3Agent} from './agent';

/** A user channel as callbacks get it. */
interface UserChannel {
    id: string;
    displayMetadata: object;
}

export interface UserChannelsState {
    list: UserChannel[];
    current: UserChannel | null;
}

/** The user channel of this id, or else the app channel, which is created when absent. */
export async function findChannel(agent: Fdc3Agent, id: string): Promise<Channel> {
    const channels = await agent.getUserChannels();
    return channels.find((channel) => channel.id === id) ?? agent.getOrCreateChannel(id);
}

export interface ChannelsWatch {
    /** Reads and reports the present state. */
    read: () => Promise<void>;
    end: () => void;
}

/** Reports the user channels and the one that the page is on, and again after every change. */
export async function watchUserChannels(
    agent: Fdc3Agent,
    onState: (state: UserChannelsState) => void,
    onProblem: (reason: unknown) => void,
): Promise<ChannelsWatch> {
    const inOrder = serialize();
    let isOver = false;
    const read = () =>
        inOrder(async () => {
            const [channels, current] = await Promise.all([agent.getUserChannels(), agent.getCurrentChannel()]);
            if (!isOver) {
                onState({list: channels.map(publicChannel), current: current && publicChannel(current)});
            }
        });
    const stop = agent.onChannelChanged(() => void read().catch((reason) => isOver || onProblem(reason)));
    const end = () => {
        isOver = true;
        stop();
    };
    await read().catch((reason) => {
        end();
        throw reason;
    });
    return {read, end};
}

/** Puts the page on the user channel of this id; null: on none. */
export async function joinUserChannel(agent: Fdc3Agent, id: unknown): Promise<void> {
    if (id === null) {
        await agent.leaveCurrentChannel();
        return;
    }
    if (typeof id !== 'string') {
        throw new BusError('invalid_command', 'channel must be the id of a user channel, or None.');
    }
    const channels = await agent.getUserChannels();
    if (!channels.some((channel) => channel.id === id)) {
        const ids = channels.map((channel) => `"${channel.id}"`).join(', ');
        throw new BusError('rejected', `channel: there is no user channel "${id}"; there are ${ids || 'none'}.`);
    }
    await agent.joinUserChannel(id);
}

const publicChannel = ({id, displayMetadata}: Channel): UserChannel => ({
    id,
    displayMetadata: isDict(displayMetadata) ? toPlainJson(displayMetadata) : {},
});
