import {connection} from '../connection/wiring';
import {Reader, createCommandReader} from '../delivery/commandReader';
import {createEventQueue} from '../delivery/eventQueue';
import {DashNode} from '../dash/renderer';
import {performInvoke} from '../interop/performInvoke';
import {AwaitCommand, createAwaitedResults} from './awaitedResults';
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
    readers: {invoke: Reader; await: Reader};
    restore: () => void;
    resume: () => void;
} {
    const results = createEventQueue(
        'result',
        () => shown().node(),
        (props) => shown().report.write(props),
        (message) => shown().report.warn(message),
    );
    const invoke = createCommandReader(owner, 'invoke', (command) => {
        for (const entry of Array.isArray(command) ? command : [command]) {
            void performInvoke(entry, connection).then((result) => result && results.push(result));
        }
    });
    const awaited = createAwaitedResults(
        (entry) => performInvoke(entry, connection),
        (props) => shown().report.write(props),
    );
    return {
        readers: {
            invoke,
            await: createCommandReader(owner, 'await', (command) => awaited.act(command as AwaitCommand)),
        },
        restore: results.restore,
        resume: awaited.repeat,
    };
}
