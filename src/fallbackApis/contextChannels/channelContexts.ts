import type {Contexts} from '../../connection/bus';
import type {ChannelDefinition} from '../../connection/settings/settings';

const prefix = '___channel___';

export const contextOf = (channel: string): string => prefix + channel;

/** Creates a channel. A channel that a page has put on the bus already stays as it is. */
export async function createChannel(contexts: Contexts, {name, meta, data}: ChannelDefinition): Promise<void> {
    // Lets a creation that this page has under way finish: `update` would wait for it too, and then overwrite the data.
    await contexts.get(contextOf(name));
    if (!hasChannel(contexts, name)) {
        // When several pages create the same context, the gateway takes the first one and sends it to the others.
        await contexts.update(contextOf(name), {name, meta, data: data ?? {}});
    }
}

export const hasChannel = (contexts: Contexts, name: string): boolean => contexts.all().includes(contextOf(name));

/** The channels that are on the bus: the defined ones in the order of their definition, then others by name. */
export function channelNames(contexts: Contexts, definitions: ChannelDefinition[]): string[] {
    const names = contexts
        .all()
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length));
    const defined = definitions.map(({name}) => name).filter((name) => names.includes(name));
    return [...new Set([...defined, ...names.sort()])];
}
