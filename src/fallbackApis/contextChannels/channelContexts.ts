import type {Glue} from '../../connection/bus';
import type {ChannelDefinition} from '../../connection/settings/settings';

/** What the context of a channel holds. All of the vendor's libraries have them so: clients of every kind meet in them. */
export interface ChannelContext {
    name: string;
    meta: {color: string; [key: string]: unknown};
    data: {[key: string]: unknown};
}

const prefix = '___channel___';

export const contextOf = (channel: string): string => prefix + channel;

/** Creates a channel. One that is on the bus already, from whichever page, stays as it is. */
export async function createChannel(glue: Glue, {name, meta, data}: ChannelDefinition): Promise<void> {
    const {contexts} = glue;
    // Lets a creation that this page has under way finish: `update` would wait for it too, and then overwrite the data.
    await contexts.get(contextOf(name));
    if (!hasChannel(glue, name)) {
        // The gateway itself takes the first of several pages that create the same context, and hands it to the others.
        await contexts.update(contextOf(name), {name, meta, data: data ?? {}});
    }
}

export const hasChannel = (glue: Glue, name: string): boolean =>
    (glue.contexts.all() as string[]).includes(contextOf(name));

/** The channels that are on the bus: the defined ones in the order of their definition, then others by name. */
export function channelNames(glue: Glue, definitions: ChannelDefinition[]): string[] {
    const found = (glue.contexts.all() as string[])
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length));
    const defined = definitions.map(({name}) => name).filter((name) => found.includes(name));
    return [...new Set([...defined, ...found.sort()])];
}
