import {connectionTimeoutMs} from '../async/timeouts';
import {ask} from '../connection/ask';
import type {Glue, Instance} from '../connection/bus';
import type {Connection} from '../connection/connection';
import {BusError} from '../values/busError';
import {methodName} from './definition';
import type {InvokeCommand} from './invokeCommand';
import {invokeMethod} from './invokeMethod';
import {serversFor} from './servers';

/**
 * Invokes a method as soon as the page is connected and an instance offers it. When the bus is lost before that, nothing is
 * lost, and the invocation goes on waiting. Resolves with null where there is no bus at all.
 */
export async function invoke(connection: Connection, command: InvokeCommand, since: number): Promise<object | null> {
    const waitMs = command.options.waitTimeoutMs ?? connectionTimeoutMs;
    for (;;) {
        const waiting = new AbortController();
        let isSent = false;
        try {
            return await ask(
                connection,
                async ({glue}) => {
                    if (!glue) {
                        return null;
                    }
                    const servers = await whenOffered(glue, command, since + waitMs - Date.now(), waiting.signal);
                    isSent = true;
                    return invokeMethod(glue, command, servers, waitMs);
                },
                {waitMs, since},
            );
        } catch (reason) {
            const isLost = reason instanceof BusError && reason.code === 'connection_lost';
            // A page that has left its bus is not waited for.
            if (isSent || !isLost || connection.state().status === 'absent') {
                throw reason;
            }
        } finally {
            waiting.abort();
        }
    }
}

/**
 * The instances that the invocation is for; none when the time is over. The client libraries wait by themselves, but also
 * across a loss: a caller who was told of the loss, and invokes the method again, would have invoked it twice.
 */
async function whenOffered(
    glue: Glue,
    command: InvokeCommand,
    leftMs: number,
    signal: AbortSignal,
): Promise<Instance[]> {
    const servers = serversFor(glue, command);
    if (servers.length || leftMs <= 0) {
        return servers;
    }
    const name = methodName(command.definition).toLowerCase();
    return new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, leftMs, []);
        const stop = glue.interop.serverMethodAdded(({method}) => {
            if (String(method.name).toLowerCase() === name) {
                try {
                    const found = serversFor(glue, command);
                    if (found.length) {
                        resolve(found);
                    }
                } catch (reason) {
                    reject(reason as Error);
                }
            }
        });
        signal.addEventListener('abort', () => {
            clearTimeout(timer);
            stop();
            reject(signal.reason as Error);
        });
    });
}
