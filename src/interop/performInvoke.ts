import {ask} from '../connection/ask';
import type {Connection} from '../connection/connection';
import {trace} from '../trace/trace';
import {type Problem, problemOf} from '../values/busError';
import {randomId} from '../values/randomId';
import {readInvokeCommand} from './invokeCommand';
import type {InvokeError} from './invokeMethod';

export interface InvokeResult {
    invocationId: unknown;
    invocationResult: object | null;
    /** `executed_by`: the instance that refused or was asked. Of several that failed `all_errors` has the error of each. */
    error: (Problem & {executed_by?: object; all_errors?: object[]}) | null;
    meta?: unknown;
}

/**
 * Performs one entry of MethodInvoke's `invoke` for the component with this label; every failure becomes the result's error.
 * Null: nothing to report.
 */
export async function performInvoke(
    entry: unknown,
    connection: Connection,
    component: string,
): Promise<InvokeResult | null> {
    // Not the command's own id: apps may use one twice.
    const id = trace.record ? randomId() : '';
    trace.record?.(id, {step: 'sent', command: entry, component});
    const result = await perform(entry, connection);
    trace.record?.(id, {step: 'result', result});
    return result;
}

async function perform(entry: unknown, connection: Connection): Promise<InvokeResult | null> {
    const {invocationId, meta} = (entry ?? {}) as {invocationId?: unknown; meta?: unknown};
    const id = invocationId ?? randomId();
    const outcome = (
        invocationResult: InvokeResult['invocationResult'],
        error: InvokeResult['error'],
    ): InvokeResult => ({invocationId: id, invocationResult, error, ...(meta !== undefined && {meta})});
    try {
        const command = readInvokeCommand(entry);
        const since = Date.now();
        const load = () => import(/* webpackChunkName: "apis" */ './invoke');
        // A file that a connected page has already.
        const {invoke} = await ask(connection, load, {waitMs: command.options.waitTimeoutMs, since});
        const result = await invoke(connection, command, since);
        return result && outcome(result, null);
    } catch (reason) {
        return outcome(null, {...problemOf(reason, 'rejected'), ...(reason as Partial<InvokeError>).details});
    }
}
