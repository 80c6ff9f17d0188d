import {maxTimeoutMs} from '../async/timeouts';
import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {type MethodOptions} from '../delivery/invocation';
import {MethodServer} from '../delivery/methodServer';
import {type Definition, methodName, registrationProblem} from '../interop/definition';
import {registerMethod} from '../interop/registerMethod';
import {omitNull} from '../values/omitNull';
import {createOffering} from './offering';

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
    let settings: Settings | undefined;
    const server = new MethodServer(
        component,
        props,
        () => methodOptions(settings!),
        (problem) => (problem ? component.setError('invoke', problem) : component.clearError()),
    );
    const offering = createOffering(component, connection, {
        server,
        register: (onOutcome) => {
            const definition = settings!.definition as Definition;
            const handle = (args: unknown, caller: object) => server.invoke(methodName(definition), args, caller);
            return registerMethod(connection, definition, handle, onOutcome, component.label);
        },
    });

    return {
        readers: {result: server.answer},
        restore: () => server.restore(),
        update: (rendered: object) => {
            settings = {...defaults, ...omitNull(rendered)};
            offering.update(registrationProblem(settings), settings.definition);
        },
        dispose: () => {
            const dropped = offering.end();
            if (dropped) {
                console.warn(`${component.label}: removed from its page with ${dropped} void invocations waiting.`);
            }
        },
    };
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
