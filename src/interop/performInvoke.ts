import type {Bus} from '../connection/bus';
import {errorMessage} from '../errorMessage';
import {readInvokeCommand} from './invokeCommand';
import {InvokeCommand, invokeMethod} from './methods';

export interface InvokeResult {
    invocationId: unknown;
    invocationResult: object | null;
    error: {message: string} | null;
    meta?: unknown;
}

const pageId = Math.random().toString(36).slice(2, 10);
let count = 0;

/** Performs one entry of MethodInvoke's `invoke`; whatever goes wrong becomes the result's error. Null: nothing to report. */
export async function performInvoke(entry: unknown, whenConnected: () => Promise<Bus>): Promise<InvokeResult | null> {
    const command = readInvokeCommand(entry, newId);
    if (typeof command === 'string') {
        const {invocationId, meta} = (entry ?? {}) as Partial<InvokeCommand>;
        return outcome({invocationId: invocationId ?? newId(), meta}, null, command);
    }
    try {
        const bus = await whenConnected();
        return bus.glue ? outcome(command, await unlessLost(bus, invokeMethod(bus, command)), null) : null;
    } catch (reason) {
        return outcome(command, null, errorMessage(reason));
    }
}

// The client libraries leave pending invocations waiting for their time limit when the bus goes away.
function unlessLost<T>(bus: Bus, answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
        const unsubscribe = bus.onStatus(isConnected => {
            if (!isConnected) {
                unsubscribe();
                reject('The connection to the bus was lost before the answer came.');
            }
        });
        answer.then(resolve, reject).finally(unsubscribe);
    });
}

function outcome(command: {invocationId: unknown; meta?: unknown}, invocationResult: object | null, message: string | null): InvokeResult {
    return {
        invocationId: command.invocationId,
        invocationResult,
        error: message === null ? null : {message},
        ...(command.meta !== undefined && {meta: command.meta}),
    };
}

function newId(): string {
    return `${pageId}-${++count}`;
}
