import type {ContextHandler, EventHandler} from '@finos/fdc3-standard';
import {serialize} from '../../async/serialize';
import {whileConnected} from '../../connection/ask';
import type {ChannelContext, Glue} from '../../connection/bus';
import type {Connection} from '../../connection/connection';
import {isDict} from '../../values/isDict';
import {followContext} from './followContext';
import {onBus} from './onBus';
import {userChannelContext} from './wire';

/** A channel of the bus that FDC3 apps see: the others do not exist for them. */
export interface UserChannel {
    id: string;
    /** Its name on the bus. */
    name: string;
    displayMetadata: {name: string; color?: string; glyph?: string};
}

/** A listener of the page itself, which follows the user channel that the page is on. */
interface RoamingListener {
    type: string | null;
    handler: ContextHandler;
    stop: () => void;
}

/** The user channel that the page is on, and the listeners that go with it. */
export function createCurrentChannel(connection: Connection) {
    const roaming = new Set<RoamingListener>();
    const eventListeners = new Set<EventHandler>();
    // What comes after a change of the channel finds the listeners there.
    const inTurn = serialize();
    let current: UserChannel | undefined;

    const follow = async (listener: RoamingListener) => {
        listener.stop();
        listener.stop = () => undefined;
        if (current) {
            const name = userChannelContext(current.name);
            const {whenFollowing, stop} = followContext(connection, name, {...listener, hasReplay: true});
            listener.stop = stop;
            await whenFollowing;
        }
    };
    const refresh = (glue: Glue) =>
        inTurn(async () => {
            const present = await currentOf(glue);
            if (present?.id !== current?.id) {
                current = present;
                await Promise.all([...roaming].map(follow));
                const event = {type: 'userChannelChanged', details: {currentChannelId: current?.id ?? null}};
                [...eventListeners].forEach((listener) => listener(event));
            }
        });
    whileConnected(connection, (glue) => {
        const update = () => void refresh(glue).catch(() => undefined);
        update();
        return glue.channels?.onChanged(update) ?? (() => undefined);
    });

    return {
        get: () => inTurn(async () => current),
        /** Reads where the page is, after it has been taken elsewhere. */
        refresh,
        /** Returns what ends the listener. */
        addListener: async (type: string | null, handler: ContextHandler): Promise<() => void> => {
            const listener = {type, handler, stop: () => undefined};
            const remove = () => {
                roaming.delete(listener);
                listener.stop();
            };
            roaming.add(listener);
            try {
                await onBus(connection, () => inTurn(() => follow(listener)));
            } catch (reason) {
                remove();
                throw reason;
            }
            return remove;
        },
        onEvent: (listener: EventHandler): (() => void) => {
            eventListeners.add(listener);
            return () => void eventListeners.delete(listener);
        },
    };
}

export async function userChannelsOf({channels}: Glue): Promise<UserChannel[]> {
    const inOrder = (one: UserChannel, other: UserChannel) =>
        one.id.localeCompare(other.id, undefined, {numeric: true});
    return ((await channels?.list()) ?? []).flatMap(asUserChannel).sort(inOrder);
}

async function currentOf(glue: Glue): Promise<UserChannel | undefined> {
    const name = glue.channels?.my();
    return name ? (await userChannelsOf(glue)).find((channel) => channel.name === name) : undefined;
}

function asUserChannel({name, meta}: ChannelContext): UserChannel[] {
    const {fdc3, color} = (meta ?? {}) as {fdc3?: unknown; color?: string};
    if (!isDict(fdc3) || typeof fdc3.id !== 'string') {
        return [];
    }
    const own = isDict(fdc3.displayMetadata) ? fdc3.displayMetadata : {};
    return [{id: fdc3.id, name, displayMetadata: {name, color, ...own}}];
}
