import {Problem, problemOf} from '../values/busError';
import {connection} from '../connection/wiring';
import {ask} from '../connection/ask';
import {Reader} from '../delivery/commandReader';
import {MethodOptions, createMethodServer} from '../delivery/methodServer';
import {DashNode} from '../dash/renderer';
import {Definition, methodName} from '../interop/definition';
import {registerMethod} from '../interop/registerMethod';
import {Failures} from './useErrorReport';
import {Report, nameOf, named} from './useReport';

/** The MethodRegister of this id that is in the page now. */
interface Shown {
    node: () => DashNode;
    report: Report;
    failures: Failures;
    options: MethodOptions;
}

/** One method and its invocations, whichever component of its id is in the page. */
interface MethodHost {
    readers: {result: Reader};
    restore: () => void;
    /** Registers anew if the definition or the bus is another. */
    register: (problem: string | null, definitionKey: string) => void;
    end: () => void;
}

export function createMethodHost(owner: unknown, shown: () => Shown): MethodHost {
    let registration: {what: unknown[]; stop: () => void} | undefined;
    const server = createMethodServer({
        owner,
        node: () => shown().node(),
        options: () => shown().options,
        report: (props) => shown().report.write(props),
        warn: (message) => shown().report.warn(message),
        onAnswering: tell('invoke'),
    });
    const unsubscribe = connection.subscribe(() => {
        if (connection.state().status !== 'connected') {
            server.rejectPending('connection_lost', 'the connection to the bus was lost.');
        }
    });
    const onPageHide = () => server.rejectPending('removed', 'its page was closed.');
    window.addEventListener('pagehide', onPageHide);

    return {
        readers: {result: server.answer},
        restore: server.restore,
        register: (problem, definitionKey) => {
            const {bus} = connection.state();
            const what = [problem, definitionKey, bus];
            if (!registration || what.some((part, i) => part !== registration!.what[i])) {
                registration?.stop();
                registration = {what, stop: start(problem, definitionKey)};
            }
        },
        end: () => {
            unsubscribe();
            window.removeEventListener('pagehide', onPageHide);
            registration?.stop();
            const dropped = server.close('removed', 'it was removed from its page.');
            if (dropped) {
                console.warn(
                    named(
                        'MethodRegister',
                        shown().node().id,
                        `removed from its page with ${dropped} void invocations waiting.`,
                    ),
                );
            }
        },
    };

    function start(problem: string | null, definitionKey: string): () => void {
        if (problem) {
            shown().failures.failed('register', {code: 'invalid_setting', message: problem});
            return () => undefined;
        }
        if (!connection.state().bus) {
            let isWaiting = true;
            ask(connection, () => undefined).catch(
                (reason) => isWaiting && shown().failures.failed('register', problemOf(reason, 'not_connected')),
            );
            return () => {
                isWaiting = false;
            };
        }
        const definition = JSON.parse(definitionKey) as Definition;
        return registerMethod(
            connection,
            definition,
            (args, caller) => server.invoke(methodName(definition), args, caller),
            tell('register'),
            nameOf('MethodRegister', shown().node().id),
        );
    }

    function tell(operation: string): (problem: Problem | null) => void {
        return (problem) => (problem ? shown().failures.failed(operation, problem) : shown().failures.succeeded());
    }
}
