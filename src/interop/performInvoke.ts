import {Problem} from '../busError';
import type {Bus} from '../connection/bus';
import type {Connection} from '../connection/connection';
import {demandUsable, unlessLost} from '../connection/unlessLost';
import {whenConnected} from '../connection/whenConnected';
import {randomId} from '../randomId';
import {asDefinition} from './definition';
import {InvokeCommand, readInvokeCommand} from './invokeCommand';
import {invokeProblem} from './invokeProblem';
import {invokeSeveral} from './invokeSeveral';
import {plain} from './plain';

export interface InvokeResult {
    invocationId: unknown;
    invocationResult: object | null;
    /** Of several servers that failed, `all_errors` has the error of each. */
    error: (Problem & {all_errors?: unknown}) | null;
    meta?: unknown;
}

/** Performs one entry of MethodInvoke's `invoke`; whatever goes wrong becomes the result's error. Null: nothing to report. */
export async function performInvoke(entry: unknown, connection: Connection): Promise<InvokeResult | null> {
    const command = readInvokeCommand(entry);
    if (typeof command === 'string') {
        const {invocationId, meta} = (entry ?? {}) as Partial<InvokeCommand>;
        return outcome({invocationId: invocationId ?? randomId(), meta}, null, {code: 'invalid_command', message: command});
    }
    try {
        const bus = await whenConnected(connection, command.options.waitTimeoutMs);
        demandUsable(connection, bus);
        return bus.glue ? outcome(command, await unlessLost(connection, bus, invokeMethod(bus, command)), null) : null;
    } catch (reason) {
        const all_errors = (reason as {all_errors?: unknown[]} | null)?.all_errors ?? [];
        // Of one server the message says it all.
        return outcome(command, null, {...invokeProblem(reason), ...(all_errors.length > 1 && {all_errors: plain(all_errors)})});
    }
}

async function invokeMethod(bus: Bus, command: InvokeCommand): Promise<object> {
    const {definition, argumentObj, options} = command;
    const invoke = (target: unknown, more?: object): Promise<object> =>
        // The libraries write their defaults into the options.
        bus.glue!.interop.invoke(asDefinition(definition) as never, argumentObj, target as never, {...options, ...more});
    return plain((await invokeSeveral(bus.glue!, command, invoke)) ?? (await invoke(command.target))) as object;
}

function outcome(
    command: {invocationId: unknown; meta?: unknown},
    invocationResult: InvokeResult['invocationResult'],
    error: InvokeResult['error']
): InvokeResult {
    return {
        invocationId: command.invocationId,
        invocationResult,
        error,
        ...(command.meta !== undefined && {meta: command.meta}),
    };
}
