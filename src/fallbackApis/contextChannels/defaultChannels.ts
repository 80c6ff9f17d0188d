import type {ChannelDefinition} from '../../connection/settings/settings';

/** The colour of each channel, and the number of the channel of FDC3 that it is: the two others are none. */
const channels: [name: string, color: string, fdc3?: number][] = [
    ['Red', 'red', 1],
    ['Green', 'green', 4],
    ['Blue', 'blue', 6],
    ['Pink', 'deeppink', 7],
    ['Yellow', 'yellow', 3],
    ['DarkYellow', 'darkgoldenrod'],
    ['Orange', 'orange', 2],
    ['Purple', 'purple', 8],
    ['Lime', 'lime'],
    ['Cyan', 'cyan', 5],
];

/** The channels of a bus whose platform brings none, unless `settings["channels"]` names others. */
export const defaultChannels: ChannelDefinition[] = channels.map(([name, color, fdc3]) => ({
    name,
    meta: {color, ...(fdc3 && {fdc3: userChannel(fdc3, color)})},
}));

/** Of FDC3's recommended user channels: apps that speak FDC3 see a channel of the bus only if its `meta` has this. */
function userChannel(number: number, color: string) {
    const displayMetadata = {name: `Channel ${number}`, color: number === 7 ? 'magenta' : color, glyph: `${number}`};
    return {id: `fdc3.channel.${number}`, displayMetadata};
}
