import {connection} from '../connection/wiring';
import {Reader, createCommandReader} from '../delivery/commandReader';
import {createEventQueue} from '../delivery/eventQueue';
import {DashNode} from '../dash/renderer';
import {performInvoke} from '../interop/performInvoke';
import {isDict} from '../values/isDict';
import {createAwaitedResults} from './awaitedResults';
import {Report} from './useReport';

/** The MethodInvoke of this id that is in the page now. */
interface Shown {
    node: () => DashNode;
    report: Report;
}

/** The invocations of one MethodInvoke and their results, whichever component of its id is in the page. */
export function createInvokeHost(
    owner: unknown,
    shown: () => Shown,
): {
    readers: {invoke: Reader};
    restore: () => void;
    resume: () => void;
} {
    const results = createEventQueue(
        'result',
        () => shown().node(),
        (props) => shown().report.write(props),
        (message) => shown().report.warn(message),
    );
    const awaited = createAwaitedResults((props) => shown().report.write(props));
    const invoke = createCommandReader(owner, 'invoke', (command) => {
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
        resume: awaited.repeat,
    };
}
