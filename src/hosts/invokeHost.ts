import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {createCommandReader} from '../delivery/commandReader';
import {createEventQueue} from '../delivery/eventQueue';
import {type InvokeResult, performInvoke} from '../interop/performInvoke';
import {type createAwaitedResults} from './awaitedResults';

/** The invocations of one MethodInvoke and their results. */
export function createInvokeHost(component: DashComponent, connection: Connection) {
    const results = createEventQueue(component, 'result', 'results');
    const invoke = createCommandReader(component, 'invoke', (command) => {
        for (const entry of Array.isArray(command) ? command : [command]) {
            void performInvoke(entry, connection, component.label).then((result) => result && results.push(result));
        }
    });
    let awaited: Promise<AwaitedResults> | undefined;
    const readAwait = (command: unknown) => {
        awaited ??= createAwaited(component, connection);
        awaited.then(
            ({act}) => act(command),
            () => undefined,
        );
    };
    return {
        readers: {
            invoke,
            await: createCommandReader(component, 'await', readAwait),
        },
        restore: results.restore,
        onMount: () => void awaited?.then(({repeat}) => repeat()),
    };
}

type AwaitedResults = ReturnType<typeof createAwaitedResults<InvokeResult>>;

async function createAwaited(component: DashComponent, connection: Connection): Promise<AwaitedResults> {
    // A file that a connected page has already.
    const file = await import(/* webpackChunkName: "apis" */ './awaitedResults');
    return file.createAwaitedResults(
        (entry) => performInvoke(entry, connection, component.label),
        (invocationId, error) => ({invocationId, invocationResult: null, error}),
        component.write,
    );
}
