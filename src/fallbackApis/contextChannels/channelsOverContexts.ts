import type {ChannelContext, Channels, GlueWithContexts} from '../../connection/bus';
import type {ChannelDefinition} from '../../connection/settings/settings';
import {BusError} from '../../values/busError';
import {channelNames, contextOf, createChannel} from './channelContexts';
import {assertFunction, createCurrentChannel, subscribeData} from './currentChannel';
import {ensureChannels} from './ensureChannels';

/**
 * The channels API over shared contexts, in the form and with the wire format of the vendor's web library: clients of both
 * kinds on one gateway see the same channels. Nothing happens on the bus before the API is used.
 */
export function channelsOverContexts(glue: GlueWithContexts, definitions: ChannelDefinition[]): Channels {
    const {contexts} = glue;
    const whenPresent = ensureChannels(glue, definitions);
    const all = async () => {
        await whenPresent();
        return channelNames(contexts, definitions);
    };
    const existing = async (name: string) => {
        const names = await all();
        if (!names.includes(name)) {
            throw new BusError(
                'rejected',
                `There is no channel ${JSON.stringify(name)}; there are ${names.map((known) => JSON.stringify(known)).join(', ')}.`,
            );
        }
        return name;
    };
    const get = async (name: string) => withoutFdc3Type(await contexts.get(contextOf(await existing(name))));
    const current = createCurrentChannel(contexts);

    return Object.freeze({
        all,
        list: async () => Promise.all((await all()).map(get)),
        get,
        join: (name) => current.change(() => existing(name)),
        leave: () => current.change(async () => undefined),
        my: current.name,
        current: current.name,
        changed: current.onChanged,
        onChanged: current.onChanged,
        subscribe: current.subscribe,
        subscribeFor: async (name, callback) => {
            assertFunction(callback);
            return subscribeData(contexts, await existing(name), callback);
        },
        publish: async (data, name) => {
            if (typeof data !== 'object' || data === null) {
                throw new BusError('rejected', 'The data to publish must be an object.');
            }
            const channel = name ?? (await current.nameInTurn());
            if (channel === undefined) {
                throw new BusError('rejected', 'There is no channel to publish on: join one, or name one.');
            }
            await contexts.setPaths(contextOf(await existing(channel)), pathsOf(data));
        },
        add: async ({name, meta, data}) => {
            if (typeof name !== 'string' || !name || typeof meta?.color !== 'string' || !meta.color) {
                throw new BusError(
                    'rejected',
                    'A channel to add must be an object such as {name: "Red", meta: {color: "red"}}.',
                );
            }
            if ((await all()).includes(name)) {
                throw new BusError('rejected', `There is a channel ${JSON.stringify(name)} already.`);
            }
            await createChannel(contexts, {name, meta, data});
            return {name, meta, data: {...data}};
        },
    } satisfies Channels);
}

// Clients that speak FDC3 look here for the type of what was published last.
const fdc3TypeKey = 'latest_fdc3_type';
const fdc3Prefix = 'fdc3_';

/** Each key is written alone, so that what other apps publish at the same time under other keys stays. */
function pathsOf(data: object): {path: string; value: unknown}[] {
    const fdc3Keys = Object.keys(data).filter((key) => key.startsWith(fdc3Prefix));
    if (fdc3Keys.length > 1) {
        throw new BusError('rejected', `Only one FDC3 context can be published at a time, not ${fdc3Keys.join(', ')}.`);
    }
    return [
        ...Object.entries(data).map(([key, value]) => ({path: `data.${key}`, value})),
        ...fdc3Keys.map((key) => ({path: fdc3TypeKey, value: key.slice(fdc3Prefix.length)})),
    ];
}

const withoutFdc3Type = (context: object): ChannelContext =>
    Object.fromEntries(Object.entries(context).filter(([key]) => key !== fdc3TypeKey)) as unknown as ChannelContext;
