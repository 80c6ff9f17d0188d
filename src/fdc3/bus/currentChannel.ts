import type {ContextHandler, EventHandler} from '@finos/fdc3-standard';
import {whileConnected} from '../../connection/ask';
import type {ChannelContext, Glue} from '../../connection/bus';
import type {Connection} from '../../connection/connection';
import {isDict} from '../../values/isDict';
import {callHandler} from './callHandler';
import {followContext} from './followContext';
import {createTurns} from './onBus';
import {userChannelContext} from './wire';

/** A channel of the bus that FDC3 apps see: the others do not exist for them. */
export interface UserChannel {
    id: string;
    /** Its name on the bus. */
    name: string;
    displayMetadata: {name: string; color?: string; glyph?: string};
}

/** The user channel that the page is on, and the listeners that go with it. */
export function createCurrentChannel(connection: Connection) {
    const roaming = new Set<ReturnType<typeof createRoamingListener>>();
    const eventListeners = new Set<{handler: EventHandler}>();
    // A broadcast that is asked for after a join goes over the channel that was joined, also without an await between them.
    const inTurn = createTurns(connection);
    let current: UserChannel | undefined;
    let followedOn: Glue | undefined;

    const refresh = async (glue: Glue) => {
        const isSame = glue === followedOn && (glue.channels?.my() ?? undefined) === current?.name;
        const present = isSame ? current : await currentOf(glue);
        const isChanged = present?.id !== current?.id;
        if (isChanged || glue !== followedOn) {
            current = present;
            followedOn = glue;
            await Promise.all([...roaming].map(({follow}) => follow(current)));
        }
        if (isChanged) {
            const details = {currentChannelId: current?.id ?? null};
            eventListeners.forEach(({handler}) => callHandler(handler, {type: 'userChannelChanged', details}));
        }
        return current;
    };
    whileConnected(connection, (glue) => {
        if (glue !== followedOn) {
            // On another bus the page is on another channel of that name, or on none.
            roaming.forEach(({stop}) => stop());
        }
        const update = () => void inTurn(refresh).catch(() => undefined);
        update();
        return glue.channels?.onChanged(update) ?? (() => undefined);
    });

    return {
        get: () => inTurn(async () => current),
        /** Takes the page elsewhere, or asks the bus where it is. */
        change: (act: (glue: Glue) => Promise<void> | undefined = () => undefined) =>
            inTurn(async (glue) => {
                await act(glue);
                return refresh(glue);
            }),
        /** Returns what ends the listener. */
        addListener: async (type: string | null, handler: ContextHandler): Promise<() => void> => {
            const listener = createRoamingListener(connection, type, handler);
            const remove = () => {
                roaming.delete(listener);
                listener.stop();
            };
            try {
                await inTurn(() => {
                    roaming.add(listener);
                    return listener.follow(current);
                });
            } catch (reason) {
                remove();
                throw reason;
            }
            return remove;
        },
        onEvent: (handler: EventHandler): (() => void) => {
            const listener = {handler};
            eventListeners.add(listener);
            return () => void eventListeners.delete(listener);
        },
    };
}

/** A listener of the page itself: it goes with the page from one user channel to the next. */
function createRoamingListener(connection: Connection, type: string | null, handler: ContextHandler) {
    let stop: () => void = () => undefined;
    return {
        stop: () => stop(),
        follow: async (channel: UserChannel | undefined) => {
            stop();
            if (channel) {
                const name = userChannelContext(channel.name);
                const following = followContext(connection, name, {type, handler, hasReplay: true});
                stop = following.stop;
                await following.whenFollowing;
            }
        },
    };
}

export async function userChannelsOf({channels}: Glue): Promise<UserChannel[]> {
    const inOrder = (one: UserChannel, other: UserChannel) =>
        one.id.localeCompare(other.id, undefined, {numeric: true});
    const all = ((await channels?.list()) ?? []).flatMap(asUserChannel).sort(inOrder);
    // Any app can write what looks like a channel: the platform's own come first.
    return all.filter(({id}, index) => id !== all[index - 1]?.id);
}

async function currentOf(glue: Glue): Promise<UserChannel | undefined> {
    const name = glue.channels?.my();
    return name ? (await userChannelsOf(glue)).find((channel) => channel.name === name) : undefined;
}

function asUserChannel({name, meta}: ChannelContext): UserChannel[] {
    const {fdc3, color} = (meta ?? {}) as {fdc3?: unknown; color?: string};
    if (!isDict(fdc3) || typeof fdc3.id !== 'string' || typeof name !== 'string') {
        return [];
    }
    const own = isDict(fdc3.displayMetadata) ? fdc3.displayMetadata : {};
    return [{id: fdc3.id, name, displayMetadata: {name, color, ...own}}];
}
