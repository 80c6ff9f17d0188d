import type {Context} from '@finos/fdc3-context';
import {maxTimeoutMs} from '../../async/timeouts';
import type {Connection} from '../../connection/connection';
import {type DashComponent} from '../../dash/component';
import {type MethodOptions} from '../../delivery/invocation';
import {MethodServer} from '../../delivery/methodServer';
import type {Fdc3Agent} from '../../fdc3/agent';
import {type IntentAnswer, intentHandler} from '../../fdc3/intents';
import type {Source} from '../../fdc3/readContext';
import {BusError, type Problem} from '../../values/busError';
import {isText} from '../../values/isText';
import {omitNull} from '../../values/omitNull';
import {amountProblem, flagProblem, settingProblem} from '../../values/settingProblem';
import {createRestartable} from '../../async/restartable';
import {intentForms} from './intentAnswers';
import {createAgentSubscriber} from './agentSubscriber';
import {jsonText} from '../../values/jsonText';

// Those of the component's signature, for a None from Python, which arrives as null.
const defaults = {timeoutMs: 90000, maxPending: 10000, deferResult: false};

type Settings = typeof defaults & {
    intent?: string;
    contextTypes?: string[];
    resultType?: string;
    displayName?: string;
};

/** One intent that the app handles: delivered and ended as invocations are. */
export function createFdc3IntentListenerHost(component: DashComponent, connection: Connection) {
    const keepSubscribed = createAgentSubscriber(component, connection);
    const registration = createRestartable();
    let settings: Settings = defaults;
    let agent: Fdc3Agent | undefined;
    const server = new MethodServer(
        component,
        {single: 'raised', answer: 'result', forms: intentForms},
        () => serverOptions(settings),
        component.reporter('raised'),
    );
    const unsubscribe = connection.subscribe(() => {
        if (agent?.kind === 'bus' && connection.state().status !== 'connected') {
            server.rejectPending('connection_lost', 'the connection to the bus was lost.');
        }
    });

    const answerTo = (intent: string) => (context: Context, source: Source | null) => {
        const answer = server.invoke(intent, {intent, context}, {source}) as Promise<IntentAnswer>;
        return answer.catch(({code, message}: Problem) => {
            throw new BusError(code, message);
        });
    };
    const listen = ({intent, contextTypes, resultType, displayName}: Settings & {intent: string}) =>
        keepSubscribed(async (present) => {
            agent = present;
            const handler = intentHandler(present, answerTo(intent), component.warn);
            const offer = {contextTypes, resultType, displayName, onOutcome: component.reporter('register')};
            const listener = await present.addIntentListener(intent, handler, offer);
            return () => void listener.unsubscribe().catch(() => undefined);
        });

    return {
        readers: {result: server.answer},
        restore: () => server.restore(),
        update: (rendered: object) => {
            settings = {...defaults, ...omitNull(rendered)};
            const {intent, contextTypes, resultType, displayName} = settings;
            const problem = settingsProblem(settings);
            registration.run([problem, jsonText([intent, contextTypes, resultType, displayName])], () => {
                if (problem !== null) {
                    component.setError('register', {code: 'invalid_setting', message: problem});
                    return undefined;
                }
                return listen(settings as Settings & {intent: string});
            });
        },
        dispose: () => {
            unsubscribe();
            registration.stop();
            server.close();
        },
    };
}

function settingsProblem(settings: Settings): string | null {
    const {intent = '', contextTypes = [], resultType = 'x', displayName = 'x', deferResult} = settings;
    const areNames = (value: unknown) => Array.isArray(value) && value.every(isText);
    return (
        settingProblem({intent}, isText, 'the name of an intent such as "ViewChart"') ??
        settingProblem({contextTypes}, areNames, 'a list of context types') ??
        settingProblem({resultType, displayName}, isText, 'a non-empty string') ??
        amountProblem({timeoutMs: settings.timeoutMs, maxPending: settings.maxPending}) ??
        flagProblem({deferResult})
    );
}

function serverOptions({intent = '', timeoutMs, maxPending, deferResult}: Settings): MethodOptions {
    return {
        name: intent,
        noun: 'Intent',
        // The raiser of an intent always learns how it ended.
        isReturning: true,
        timeoutMs: Math.min(timeoutMs, maxTimeoutMs),
        maxPending,
        isDeferred: deferResult,
        maxBatch: 1,
    };
}
