import {htmlElement} from './htmlElement';

export interface Channel {
    name: string;
    meta?: {color?: string};
}

/** The props that have started a callback, as Dash names them to clientside functions. */
export type Triggered = {prop_id: string}[];

/**
 * What the clientside callback of `glue.channel_selector` writes. What the user picks in its Dropdown goes to the
 * channel, and the channel that the page is on to the Dropdown. With its options in one step: Dash 4 takes a value
 * back that is not among the options.
 */
export function followChannel(
    channel: string | null,
    list: Channel[] | null,
    picked: string | null,
    offered: object[],
    triggered: Triggered,
): unknown[] {
    const {no_update} = window.dash_clientside!;
    const isPicked = triggered.some(({prop_id}) => prop_id.endsWith('.value'));
    // None is no option: the Dropdown has taken its value back by itself.
    if (isPicked && picked !== null) {
        return [picked || null, no_update, no_update];
    }
    const options = optionsOf(list ?? [], channel);
    // The list changes with the channels' data: an open Dropdown would lose the option that has the focus.
    const isOffered = JSON.stringify(options) === JSON.stringify(offered);
    return [no_update, channel ?? '', isOffered ? no_update : options];
}

/** No channel, and all channels with their colours; the page may be on one before the list is there. */
function optionsOf(list: Channel[], current: string | null): object[] {
    const isListed = current === null || list.some(({name}) => name === current);
    const channels = isListed ? list : [...list, {name: current}];
    return [
        {label: 'No channel', value: ''},
        ...channels.map(({name, meta}) => ({label: label(name, meta?.color), value: name, search: name})),
    ];
}

function label(name: string, color = 'transparent'): object {
    const swatch = {
        backgroundColor: color,
        borderRadius: '50%',
        // On a background of the channel's own colour.
        boxShadow: '0 0 0 1px rgb(128 128 128 / 50%)',
        display: 'inline-block',
        height: '0.75em',
        marginRight: '0.5em',
        width: '0.75em',
    };
    return htmlElement('Span', {
        children: [htmlElement('Span', {className: 'dash-glue42-swatch', style: swatch}), name],
    });
}
