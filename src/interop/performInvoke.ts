import type {Bus} from '../connection/bus';
import type {Connection} from '../connection/connection';
import {unlessLost} from '../connection/unlessLost';
import {whenConnected} from '../connection/whenConnected';
import {errorMessage} from '../errorMessage';
import {randomId} from '../randomId';
import {asDefinition} from './definition';
import {InvokeCommand, readInvokeCommand} from './invokeCommand';
import {plain} from './plain';

export interface InvokeResult {
    invocationId: unknown;
    invocationResult: object | null;
    error: {message: string} | null;
    meta?: unknown;
}

/** Performs one entry of MethodInvoke's `invoke`; whatever goes wrong becomes the result's error. Null: nothing to report. */
export async function performInvoke(entry: unknown, connection: Connection): Promise<InvokeResult | null> {
    const command = readInvokeCommand(entry);
    if (typeof command === 'string') {
        const {invocationId, meta} = (entry ?? {}) as Partial<InvokeCommand>;
        return outcome({invocationId: invocationId ?? randomId(), meta}, null, command);
    }
    try {
        const bus = await whenConnected(connection, command.options.waitTimeoutMs);
        return bus.glue ? outcome(command, await unlessLost(connection, bus, invokeMethod(bus, command)), null) : null;
    } catch (reason) {
        return outcome(command, null, errorMessage(reason));
    }
}

async function invokeMethod(bus: Bus, command: InvokeCommand): Promise<object> {
    const {definition, argumentObj, target, options} = command;
    const result = await bus.glue!.interop.invoke(
        asDefinition(definition) as never,
        argumentObj,
        target as never,
        // The libraries write their defaults into the options.
        {...options}
    );
    return plain(result) as object;
}

function outcome(command: {invocationId: unknown; meta?: unknown}, invocationResult: object | null, message: string | null): InvokeResult {
    return {
        invocationId: command.invocationId,
        invocationResult,
        error: message === null ? null : {message},
        ...(command.meta !== undefined && {meta: command.meta}),
    };
}
