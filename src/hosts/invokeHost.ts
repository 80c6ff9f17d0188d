import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {createCommandReader} from '../delivery/commandReader';
import {createEventQueue} from '../delivery/eventQueue';
import {type InvokeResult, performInvoke} from '../interop/performInvoke';
import {createAwaitedResults} from './awaitedResults';

/** The invocations of one MethodInvoke and their results. */
export function createInvokeHost(component: DashComponent, connection: Connection) {
    const results = createEventQueue(component, 'result', 'results');
    const invoke = createCommandReader(component, 'invoke', (command) => {
        for (const entry of Array.isArray(command) ? command : [command]) {
            void performInvoke(entry, connection).then((result) => result && results.push(result));
        }
    });
    const awaited = createAwaitedResults<InvokeResult>(
        (entry) => performInvoke(entry, connection),
        (invocationId, error) => ({invocationId, invocationResult: null, error}),
        component.write,
    );
    return {
        readers: {
            invoke,
            await: createCommandReader(component, 'await', awaited.act),
        },
        restore: results.restore,
        onMount: awaited.repeat,
    };
}
