import type {ChannelDefinition} from '../../connection/settings/settings';

const colors = {
    Red: 'red',
    Green: 'green',
    Blue: 'blue',
    Pink: 'deeppink',
    Yellow: 'yellow',
    DarkYellow: 'darkgoldenrod',
    Orange: 'orange',
    Purple: 'purple',
    Lime: 'lime',
    Cyan: 'cyan',
};

/** The channels of a bus whose platform brings none, unless `settings["channels"]` names others. */
export const defaultChannels: ChannelDefinition[] = Object.entries(colors).map(([name, color]) => ({
    name,
    meta: {color},
}));
