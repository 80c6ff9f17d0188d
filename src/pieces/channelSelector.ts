import {htmlElement} from './htmlElement';

interface Channel {
    name: string;
    meta?: {color?: string};
}

/** What the Dropdown of `glue.channel_selector` offers: no channel, and all channels with their colours. */
export const channelOptions = (channels: Channel[] | null): object[] => [
    {label: 'No channel', value: '', search: 'No channel'},
    ...(channels ?? []).map(({name, meta}) => ({label: label(name, meta?.color), value: name, search: name})),
];

/** The channel that the page is on goes to the Dropdown, and what the user picks there to the channel. */
export function followChannel(channel: string | null, picked: string | null): unknown[] {
    const {callback_context, no_update} = window.dash_clientside as unknown as Renderer;
    const isPicked = callback_context.triggered.some(({prop_id}) => prop_id.endsWith('.value'));
    return isPicked ? [picked || null, no_update] : [no_update, channel ?? ''];
}

interface Renderer {
    callback_context: {triggered: {prop_id: string}[]};
    no_update: unknown;
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
