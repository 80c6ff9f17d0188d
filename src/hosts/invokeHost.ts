import type {Connection} from '../connection/connection';
import {DashComponent} from '../dash/component';
import {createCommandReader} from '../delivery/commandReader';
import {createEventQueue} from '../delivery/eventQueue';
import {performInvoke} from '../interop/performInvoke';
import {isDict} from '../values/isDict';
import {createAwaitedResults} from './awaitedResults';

/** The invocations of one MethodInvoke and their results. */
export function createInvokeHost(component: DashComponent, connection: Connection) {
    const results = createEventQueue(component, 'result');
    const awaited = createAwaitedResults(component.write);
    const invoke = createCommandReader(component, 'invoke', (command) => {
        for (const entry of Array.isArray(command) ? command : [command]) {
            if (isDict(entry) && Array.isArray(entry.collected)) {
                awaited.drop(entry.collected);
            } else if (isDict(entry) && entry.isAwaited === true) {
                void performAwaited(entry);
            } else {
                void performInvoke(entry, connection).then((result) => result && results.push(result));
            }
        }
    });
    const performAwaited = async (entry: {invocationId?: unknown}) => {
        const {invocationId} = entry;
        awaited.expect(invocationId);
        const result = await performInvoke(entry, connection);
        const inertBus = {
            invocationId,
            invocationResult: null,
            error: {code: 'not_connected' as const, message: 'this page has been left without an Interop bus'},
        };
        awaited.keep(invocationId, result ?? inertBus);
    };
    return {
        readers: {invoke},
        restore: results.restore,
        onMount: awaited.repeat,
    };
}
