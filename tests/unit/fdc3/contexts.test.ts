import {adaptAgent} from '../../../src/fdc3/adaptAgent';
import type {Fdc3Agent} from '../../../src/fdc3/agent';
import {watchContexts} from '../../../src/fdc3/contexts';
import {createFdc3Bus, settle} from '../../fakes/fdc3Bus';

const orange = 'fdc3.channel.2';
const old = {type: 'fdc3.contact', name: 'old'};
const newest = {type: 'fdc3.instrument', name: 'NEW'};

/** What a page gets that joins a channel with two contexts while it listens to both types. */
async function watchJoin(agentOf: (agent: object) => Promise<Fdc3Agent>) {
    const bus = createFdc3Bus();
    const [chart, blotter] = [bus.join('Chart'), bus.join('Blotter')];
    await blotter.agent.joinUserChannel(orange);
    await blotter.agent.broadcast(old);
    await blotter.agent.broadcast(newest);
    const agent = await agentOf(chart.agent);
    const seen: unknown[] = [];
    const request = {contextTypes: ['fdc3.instrument', 'fdc3.contact'], channelId: null, replay: false};
    await watchContexts(agent, request, {
        onContext: ({context, channelId}) => seen.push([context.name, channelId]),
        onDropped: () => undefined,
    });
    await agent.joinUserChannel(orange);
    await settle();
    return seen;
}

const oldFirst = [
    ['old', orange],
    ['NEW', orange],
];

test('of a list of types the newest that a channel holds comes last when the page joins it', async () => {
    expect(await watchJoin(async (agent) => agent as Fdc3Agent)).toEqual(oldFirst);
});

test('also with an agent that says at once where the page is, and gives the contexts one after another', async () => {
    const slow = (agent: object) => {
        const handlers: [string, (context: object) => void][] = [];
        const {getUserChannels} = agent as Fdc3Agent;
        let channel: Awaited<ReturnType<typeof getUserChannels>>[0] | undefined;
        return adaptAgent(
            'web',
            {
                getUserChannels,
                getCurrentChannel: async () => channel,
                addContextListener: async (...listener: (typeof handlers)[0]) => void handlers.push(listener),
                joinUserChannel: async (id: string) => {
                    channel = (await getUserChannels()).find((userChannel) => userChannel.id === id);
                    for (const [type, handler] of handlers) {
                        const context = await channel?.getCurrentContext(type);
                        handler(context!);
                        await settle();
                    }
                },
            },
            'The agent',
        );
    };
    expect(await watchJoin(slow)).toEqual(oldFirst);
});
