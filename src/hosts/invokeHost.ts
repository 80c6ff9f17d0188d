import {loadFile} from '../bundle/loadFile';
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
    const removal = new AbortController();
    let awaited: Promise<AwaitedResults> | undefined;
    const readAwait = (command: unknown) => {
        awaited ??= createAwaited(component, connection, removal.signal);
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
        onMount: () =>
            void awaited?.then(
                ({repeat}) => repeat(),
                () => undefined,
            ),
        dispose: () => removal.abort(),
    };
}

type AwaitedResults = ReturnType<typeof createAwaitedResults<InvokeResult>>;

async function createAwaited(
    component: DashComponent,
    connection: Connection,
    signal: AbortSignal,
): Promise<AwaitedResults> {
    const file = await loadFile('apis', () => import(/* webpackChunkName: "apis" */ './awaitedResults'), {signal});
    return file.createAwaitedResults(
        (entry) => performInvoke(entry, connection, component.label),
        (invocationId, error) => ({invocationId, invocationResult: null, error}),
        component.write,
    );
}
