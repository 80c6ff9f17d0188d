import {maxTimeoutMs} from '../async/timeouts';
import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {type MethodOptions} from '../delivery/invocation';
import {MethodServer} from '../delivery/methodServer';
import {type Definition, methodName, registrationProblem} from '../interop/definition';
import {registerMethod} from '../interop/registerMethod';
import {omitNull} from '../values/omitNull';
import {startRegistration} from './startRegistration';
import {createRestartable} from '../async/restartable';
import {jsonText} from '../values/jsonText';

// Those of the component's signature, for a None from Python, which arrives as null.
const defaults = {
    returns: false,
    methodResponseTimeoutMs: 30000,
    maxPending: 10000,
    deferResult: false,
    maxBatch: 256,
};
const props = {single: 'invoke', list: 'invocations', answer: 'result'};

type Settings = typeof defaults & {definition?: unknown};

/** One method on the bus and its invocations. */
export function createMethodHost(component: DashComponent, connection: Connection) {
    const registration = createRestartable();
    let settings: Settings | undefined;
    const server = new MethodServer(component, props, () => methodOptions(settings!), component.reporter('invoke'));
    const unsubscribe = connection.subscribe(() => {
        if (connection.state().status !== 'connected') {
            server.rejectPending('connection_lost', 'the connection to the bus was lost.');
        }
        register();
    });

    return {
        readers: {result: server.answer},
        restore: () => server.restore(),
        update: (rendered: object) => {
            settings = {...defaults, ...omitNull(rendered)};
            register();
        },
        dispose: () => {
            unsubscribe();
            registration.stop();
            const dropped = server.close();
            if (dropped) {
                console.warn(`${component.label}: removed from its page with ${dropped} void invocations waiting.`);
            }
        },
    };

    /** Registers the method, again when its definition or the bus has changed. */
    function register(): void {
        if (!settings) {
            return;
        }
        const {definition} = settings;
        const problem = registrationProblem(settings);
        registration.run([problem, jsonText(definition), connection.state().bus], () =>
            start(problem, definition as Definition),
        );
    }

    function start(problem: string | null, definition: Definition): void | (() => void) {
        return startRegistration(component, connection, problem, (onOutcome) => {
            const handle = (args: unknown, caller: object) => server.invoke(methodName(definition), args, caller);
            return registerMethod(connection, definition, handle, onOutcome, component.label);
        });
    }
}

function methodOptions(settings: Settings): MethodOptions {
    return {
        name: registrationProblem(settings) ? '' : methodName(settings.definition as Definition),
        isReturning: settings.returns,
        timeoutMs: Math.min(settings.methodResponseTimeoutMs, maxTimeoutMs),
        maxPending: settings.maxPending,
        isDeferred: settings.deferResult,
        maxBatch: settings.maxBatch,
    };
}
