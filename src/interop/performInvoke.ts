import {type Problem, problemOf} from '../values/busError';
import type {Connection} from '../connection/connection';
import {assertConnected, rejectOnLoss} from '../connection/unlessLost';
import {whenConnected} from '../connection/whenConnected';
import {randomId} from '../values/randomId';
import {InvokeCommand, readInvokeCommand} from './invokeCommand';
import type {InvokeError} from './invokeMethod';

export interface InvokeResult {
    invocationId: unknown;
    invocationResult: object | null;
    /** `executed_by`: the instance that refused or was asked. Of several that failed `all_errors` has the error of each. */
    error: (Problem & {executed_by?: object; all_errors?: object[]}) | null;
    meta?: unknown;
}

/** Performs one entry of MethodInvoke's `invoke`; whatever goes wrong becomes the result's error. Null: nothing to report. */
export async function performInvoke(entry: unknown, connection: Connection): Promise<InvokeResult | null> {
    const command = readInvokeCommand(entry);
    if (typeof command === 'string') {
        const {invocationId, meta} = (entry ?? {}) as Partial<InvokeCommand>;
        return outcome({invocationId: invocationId ?? randomId(), meta}, null, {
            code: 'invalid_command',
            message: command,
        });
    }
    try {
        const bus = await whenConnected(connection, command.options.waitTimeoutMs);
        // A file that a connected page has already.
        const {invokeMethod} = await import(/* webpackChunkName: "apis" */ './invokeMethod');
        assertConnected(connection, bus);
        return bus.glue
            ? outcome(command, await rejectOnLoss(connection, bus, invokeMethod(bus.glue, command)), null)
            : null;
    } catch (reason) {
        return outcome(command, null, {...problemOf(reason, 'rejected'), ...(reason as Partial<InvokeError>).details});
    }
}

function outcome(
    command: {invocationId: unknown; meta?: unknown},
    invocationResult: InvokeResult['invocationResult'],
    error: InvokeResult['error'],
): InvokeResult {
    return {
        invocationId: command.invocationId,
        invocationResult,
        error,
        ...(command.meta !== undefined && {meta: command.meta}),
    };
}
