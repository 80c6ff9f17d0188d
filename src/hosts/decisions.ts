import {decisionTimeoutMs} from '../async/timeouts';
import type {SubscriptionRequest} from '../connection/bus';
import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {MethodServer} from '../delivery/methodServer';
import {type Decision, decisionForms} from '../delivery/readDecision';
import {plainInstance} from '../interop/plainInstance';
import {BusError, type ErrorCode, type Problem} from '../values/busError';

/** How many requests may wait for their decision. */
const maxWaiting = 1000;

/** What a subscriber reads if the app has not decided. */
const words: {[code in ErrorCode]?: string} = {
    no_callback: 'no callback of the app decides on its subscriptions.',
    no_result: 'the callback ended without a decision.',
    callback_failed: 'the callback that decides on its subscriptions failed.',
    timeout: 'the callback did not decide in time.',
    queue_full: 'too many requests wait for a decision already.',
    removed: 'it was removed from its page.',
};

/** The requests of subscribers on which callbacks of the app decide: delivered and ended as invocations are. */
export function createDecisions(component: DashComponent, connection: Connection, nameOf: () => string) {
    const options = {isReturning: true, timeoutMs: decisionTimeoutMs, maxPending: maxWaiting, isDeferred: false};
    const server = new MethodServer(
        component,
        {single: 'request', answer: 'decide', forms: decisionForms},
        () => ({...options, name: nameOf(), maxBatch: 1}),
        component.reporter('request'),
    );
    return {
        server,
        /** Rejects with what the subscriber reads. */
        decide: async ({arguments: args, instance}: SubscriptionRequest): Promise<Decision> => {
            const name = nameOf();
            try {
                return (await server.invoke(
                    name,
                    args,
                    plainInstance(connection.state().bus?.glue, instance),
                )) as Decision;
            } catch (reason) {
                const {code, message} = reason as Problem;
                const what = words[code];
                throw new BusError(code, what === undefined ? message : `Stream "${name}": ${what}`);
            }
        },
    };
}
