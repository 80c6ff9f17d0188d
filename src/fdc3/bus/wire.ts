// The names and forms in which FDC3 lies on the Interop bus: those of the vendor's own FDC3 library, whose apps meet ours there.

/** A dot would separate the parts of a path in a context. */
const encodeType = (type: string): string => type.split('.').join('&');
const decodeType = (encoded: string): string => encoded.split('&').join('.');

const keyPrefix = 'fdc3_';

/** The root keys of a shared context that is a channel: its contexts by type, and the type of the last broadcast. */
export interface ChannelState {
    data?: {[key: string]: unknown};
    latest_fdc3_type?: unknown;
    /**
     * Ours: different at each broadcast. The client libraries report no update that changes nothing, so that without it
     * the same context broadcast twice would be received once.
     */
    dash_glue42_broadcast?: unknown;
}

/** The key in `data` under which a channel keeps its context of this type. */
export const keyOfType = (type: string): string => keyPrefix + encodeType(type);

/** The type of the context that was broadcast last; undefined: none was. */
export const latestType = ({latest_fdc3_type: type}: ChannelState): string | undefined =>
    typeof type === 'string' && type ? decodeType(type) : undefined;

/** What a broadcast writes. A stored context has no `type`: its key says it. */
export const broadcastPaths = ({type, ...rest}: {type: string}, mark: string): {path: string; value: unknown}[] => [
    {path: `data.${keyOfType(type)}`, value: rest},
    {path: 'latest_fdc3_type', value: encodeType(type)},
    {path: 'dash_glue42_broadcast', value: mark},
];

/** The shared context of a user channel, by the name that the channel has on the bus. */
export const userChannelContext = (name: string): string => `___channel___${name}`;

/** What the method of an intent (`interop/intentMethods.ts`) gets, and what it returns: nothing, a context, a channel or a failure. */
export interface IntentArguments {
    type: string;
    data: object;
}

export interface IntentReturn {
    fdc3intentContext?: {contextType: string; payload: object};
    fdc3intentChannel?: {id: string; type: string; displayMetadata?: object};
    fdc3error?: {message?: string} | string;
}

export const privateChannelPrefix = '___privateFDC3Channel___';

/** The method by which two apps talk of what only they share. Every FDC3 app offers it, so that it tells which apps are some. */
export const collaborateMethod = 'FDC3.Collaborate';

/** What is said of a private channel. */
export type PrivateAction =
    | 'joinPrivateChannel'
    | 'publishOnPrivateChannel'
    | 'addedContextListenerOnPrivateChannel'
    | 'removedContextListenerOnPrivateChannel'
    | 'disconnectedFromPrivateChannel';

/** What is said of the start of an app. That it asks for its context is ours: the vendor's platform hands it over itself. */
type StartAction = 'startupContextRequested' | 'startupContextOpened';

export interface CollaborateArguments {
    action: PrivateAction | StartAction;
    /** The id of the private channel, or of the start. */
    correlationId: string;
    collaborationObject?: {channelId: string; contextType?: string; payload?: unknown};
}
