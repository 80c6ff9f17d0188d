import type {Context} from '@finos/fdc3-context';
import type {ContextHandler} from '@finos/fdc3-standard';
import {type Follow, followWhileConnected} from '../../connection/ask';
import type {Glue} from '../../connection/bus';
import type {Connection} from '../../connection/connection';
import {isDict} from '../../values/isDict';
import {callHandler} from './callHandler';
import {contextsOf} from './onBus';
import {sourceOf} from './peers';
import {type ChannelState, keyOfType, latestType} from './wire';

interface ChannelListener {
    /** Null: contexts of all types. */
    type: string | null;
    handler: ContextHandler;
    /** The channel's present context comes first. */
    hasReplay: boolean;
}

/** The context of a type, or the last one, that a channel holds. */
export function contextIn(state: ChannelState | undefined, type?: string | null): Context | null {
    const wanted = type || latestType(state ?? {});
    const stored = wanted && state?.data?.[keyOfType(wanted)];
    return isDict(stored) ? ({...stored, type: wanted} as unknown as Context) : null;
}

/**
 * Calls the listener for each broadcast of other apps on the channel that this shared context is. After a loss of the
 * bus the libraries report the present state again: that is a broadcast only if it is another than before.
 */
export function followContext(connection: Connection, contextName: string, listener: ChannelListener) {
    let begin: () => void = () => undefined;
    let fail: (reason: unknown) => void = () => undefined;
    const whenFollowing = new Promise<void>((resolve, reject) => ([begin, fail] = [resolve, reject]));
    let receive: ReturnType<typeof createReceiver>;
    let receivedOn: Glue | undefined;
    const follow: Follow = (glue, isWanted) => {
        const contexts = contextsOf(glue);
        if (glue !== receivedOn) {
            // What another bus holds already is no broadcast.
            receive = createReceiver(listener);
            receivedOn = glue;
        }
        receive.restart(contexts.all().includes(contextName));
        return contexts.subscribe(contextName, (state, _delta, _removed, _unsubscribe, extra) => {
            if (isWanted()) {
                const updaterId = extra?.updaterId as string | undefined;
                const isOwn = updaterId !== undefined && updaterId === glue.interop.instance.peerId;
                receive.take(state as ChannelState, isOwn, () => sourceOf(glue, updaterId));
            }
        });
    };
    const stop = followWhileConnected(connection, follow, (reason) => (reason === undefined ? begin() : fail(reason)));
    return {
        whenFollowing,
        stop: () => {
            stop();
            begin();
        },
    };
}

function createReceiver({type, handler, hasReplay}: ChannelListener) {
    /** Of the last broadcast and of the last context of the type; undefined before the first state. */
    let seen: {broadcast: string; ofType: string} | undefined;
    let isFirst = true;

    return {
        /** A new subscription begins, of a context that exists or not. */
        restart: (exists: boolean): void => {
            isFirst = exists;
            seen ??= exists ? undefined : marksOf({}, type);
        },
        take: (state: ChannelState, isOwn: boolean, source: () => ReturnType<typeof sourceOf>): void => {
            const before = seen;
            const isFirstNow = isFirst;
            isFirst = false;
            seen = marksOf(state, type);
            if (before ? seen.broadcast === before.broadcast || isOwn : !hasReplay) {
                return;
            }
            const latest = latestType(state ?? {});
            const isLatest = !type || (latest !== undefined && keyOfType(latest) === keyOfType(type));
            // Before the first state of a subscription there may have been several broadcasts.
            const isNews = isLatest || (isFirstNow && (!before || seen.ofType !== before.ofType));
            const context = contextIn(state, type);
            if (context && isNews) {
                callHandler(handler, context, source());
            }
        },
    };
}

function marksOf(state: ChannelState | undefined, type: string | null) {
    const {latest_fdc3_type, dash_glue42_broadcast} = state ?? {};
    return {
        broadcast: JSON.stringify([latest_fdc3_type, dash_glue42_broadcast, contextIn(state)]),
        ofType: type ? JSON.stringify(contextIn(state, type)) : '',
    };
}
