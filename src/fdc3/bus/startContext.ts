import type {Context} from '@finos/fdc3-context';
import type {ContextHandler} from '@finos/fdc3-standard';
import type {Glue} from '../../connection/bus';
import type {Connection} from '../../connection/connection';
import {readLaunch} from '../../connection/launch';
import {isDict} from '../../values/isDict';
import {callHandler} from './callHandler';
import {requireContext} from './checks';
import {tell} from './collaboration';
import {onBus} from './onBus';
import {identifierOf} from './peers';

interface ContextListener {
    type: string | null;
    handler: ContextHandler;
}

/** The context that the page was opened with, for the first listener that takes its type. */
export function createStartContext(connection: Connection) {
    const listeners = new Set<ContextListener>();
    let asked: Promise<void> | undefined;
    let start: Start | undefined;
    let isOver = false;

    const end = () => {
        isOver = true;
        listeners.clear();
    };
    const deliver = () => {
        if (!start) {
            return;
        }
        const {context, opener, id} = start;
        const taker = [...listeners].find(({type}) => !type || type === context.type);
        if (taker) {
            end();
            callHandler(taker.handler, context, {source: opener});
            onBus(connection, ({glue}) =>
                tell(glue, {instance: opener.instanceId}, {action: 'startupContextOpened', correlationId: id}),
            ).catch(() => undefined);
        }
    };
    return {
        /** Returns what removes the listener. */
        add: (listener: ContextListener): (() => void) => {
            if (!isOver) {
                listeners.add(listener);
                asked ??= readStart(connection).then((given) => {
                    start = given;
                    if (!given) {
                        end();
                    }
                    deliver();
                }, end);
                deliver();
            }
            return () => void listeners.delete(listener);
        },
    };
}

/** On our own buses the opener hands the context over on request: only apps on the bus can. */
const readStart = (connection: Connection) =>
    onBus(connection, async ({glue}): Promise<Start | undefined> => {
        const launch = readLaunch();
        if (!launch) {
            return platformStart(glue);
        }
        const stored = await tell(
            glue,
            {instance: launch.opener},
            {
                action: 'startupContextRequested',
                correlationId: launch.start,
            },
        );
        const opener = glue.interop.servers().find(({instance}) => instance === launch.opener);
        return isDict(stored) && stored.payload && opener
            ? {id: launch.start, context: requireContext(stored.payload), opener: identifierOf(opener)}
            : undefined;
    });

type Start = {id: string; context: Context; opener: ReturnType<typeof identifierOf>};

/** A platform that starts apps keeps the context with their windows. It may write it there after the app has connected. */
async function platformStart({windows}: Glue): Promise<Start | undefined> {
    const own = windows.my?.();
    const start = startIn(await own?.getContext?.());
    return start || !own?.onContextUpdated
        ? start
        : new Promise((resolve) => {
              const stop = own.onContextUpdated!((context) => {
                  const late = startIn(context);
                  if (late) {
                      resolve(late);
                      queueMicrotask(() => stop());
                  }
              });
          });
}

function startIn(windowContext: unknown): Start | undefined {
    const {fdc3} = isDict(windowContext) ? windowContext : {fdc3: undefined};
    if (!isDict(fdc3) || !isDict(fdc3.context) || !isDict(fdc3.openApp)) {
        return undefined;
    }
    const opener = fdc3.openApp as unknown as Start['opener'];
    return {id: fdc3.collaborationId as string, context: requireContext(fdc3.context.payload), opener};
}
