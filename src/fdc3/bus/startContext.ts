import type {ContextHandler} from '@finos/fdc3-standard';
import type {Connection} from '../../connection/connection';
import {readLaunch} from '../../connection/launch';
import {isDict} from '../../values/isDict';
import {callHandler} from './callHandler';
import {requireContext} from './checks';
import {tell} from './collaboration';
import {onBus} from './onBus';
import {identifierOf} from './peers';

/** The context that the page was opened with, for the first listener that takes its type. */
export function createStartContext(connection: Connection) {
    let asked: ReturnType<typeof readStart> | undefined;
    let isTaken = false;
    return {
        offer: async (type: string | null, handler: ContextHandler): Promise<void> => {
            asked ??= readStart(connection).catch(() => undefined);
            const start = await asked;
            if (start && !isTaken && (!type || type === start.context.type)) {
                isTaken = true;
                callHandler(handler, start.context, {source: start.opener});
                await onBus(connection, ({glue}) =>
                    tell(glue, start.opener.instanceId, {action: 'startupContextOpened', correlationId: start.id}),
                );
            }
        },
    };
}

/** On our own buses the opener hands the context over on request: only apps on the bus can. */
const readStart = (connection: Connection) =>
    onBus(connection, async ({glue}) => {
        const launch = readLaunch();
        if (!launch) {
            return readPlatformStart(await glue.windows.my?.()?.getContext?.());
        }
        const stored = await tell(glue, launch.opener, {
            action: 'startupContextRequested',
            correlationId: launch.start,
        });
        const opener = glue.interop.servers().find(({instance}) => instance === launch.opener);
        return isDict(stored) && stored.payload && opener
            ? {id: launch.start, context: requireContext(stored.payload), opener: identifierOf(opener)}
            : undefined;
    });

/** A platform that starts apps keeps the context with their windows. */
function readPlatformStart(windowContext: unknown) {
    const {fdc3} = isDict(windowContext) ? windowContext : {fdc3: undefined};
    if (!isDict(fdc3) || !isDict(fdc3.context) || !isDict(fdc3.openApp)) {
        return undefined;
    }
    const opener = fdc3.openApp as unknown as ReturnType<typeof identifierOf>;
    return {id: fdc3.collaborationId as string, context: requireContext(fdc3.context.payload), opener};
}
