import {type Problem, problemOf} from '../values/busError';
import type {Connection} from '../connection/connection';
import {ask} from '../connection/ask';
import {randomId} from '../values/randomId';
import {type InvokeCommand, readInvokeCommand} from './invokeCommand';
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
        const limits = {waitMs: command.options.waitTimeoutMs, since: Date.now()};
        // A file that a connected page has already. The bus may be lost meanwhile, so it is asked for again.
        const {invokeMethod} = await ask(
            connection,
            () => import(/* webpackChunkName: "apis" */ './invokeMethod'),
            limits,
        );
        return await ask(
            connection,
            async ({glue}) => (glue ? outcome(command, await invokeMethod(glue, command), null) : null),
            limits,
        );
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
