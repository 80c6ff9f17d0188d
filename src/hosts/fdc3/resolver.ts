import {createQueue} from '../../async/queue';
import {intentResultTimeoutMs} from '../../async/timeouts';
import {isListenedTo} from '../../dash/callbacks';
import {type DashComponent} from '../../dash/component';
import {createDelivery} from '../../delivery/delivery';
import type {ChooseApp, IntentChoice} from '../../fdc3/agent';
import {Fdc3Error} from '../../fdc3/fdc3Error';
import {isDict} from '../../values/isDict';
import {toPlainJson} from '../../values/toPlainJson';

/** An intent whose app is to be chosen. */
interface Question {
    raiseId: string;
    apps: IntentChoice[];
    /** With the app that was chosen, none, or why none was. */
    end: (answer: IntentChoice | null | Fdc3Error) => void;
}

/** Lets the callbacks of the app choose between several apps for an intent: `choices` asks them, `choose` answers. */
export function createResolver(component: DashComponent) {
    const {deliver, restore} = createDelivery(component, ['choices']);
    /** Those that wait for an answer. Several may have one raiseId, which the app gives. */
    const waiting = new Set<Question>();
    const queue = createQueue<Question>(
        async (question) => {
            const {raiseId, apps, end} = question;
            const runs = await deliver(() => (waiting.has(question) ? {choices: {raiseId, apps}} : null));
            // One that has drawn the choices has ended as well: its user chooses later.
            if (runs?.some(({how}) => how === 'failed')) {
                end(failed());
            }
        },
        ({end}) => end(failed()),
    );
    const ask = (raiseId: string, given: IntentChoice[], signal: AbortSignal) =>
        new Promise<IntentChoice | null>((resolve, reject) => {
            const question: Question = {
                raiseId,
                apps: toPlainJson(given),
                end: (answer) => {
                    waiting.delete(question);
                    clearTimeout(timer);
                    return answer instanceof Fdc3Error ? reject(answer) : resolve(answer);
                },
            };
            const timer = setTimeout(() => question.end(new Fdc3Error('ResolverTimeout')), intentResultTimeoutMs);
            signal.addEventListener('abort', () => question.end(null));
            waiting.add(question);
            queue.push(question);
        });
    return {
        restore,
        /** For the agent; undefined: no callback of the app chooses. The signal: the raise has ended. */
        chooserFor: (raiseId: string, signal: AbortSignal): ChooseApp | undefined =>
            component.id !== undefined && isListenedTo(component.node(), 'choices')
                ? (given) => ask(raiseId, given, signal)
                : undefined,
        /** Takes {"raiseId", "app"}. */
        answer: (command: unknown): void => {
            const {raiseId, app} = isDict(command) ? command : {};
            const question = [...waiting].find((candidate) => candidate.raiseId === raiseId);
            if (!question) {
                component.setCommandError('choose', {
                    code: 'invalid_command',
                    message: 'choose must be a dict {"raiseId", "app"} for an intent whose app is to be chosen.',
                });
                return;
            }
            const chosen = isDict(app) ? question.apps.find((choice) => isSame(choice, app)) : undefined;
            if (app !== null && app !== undefined && !chosen) {
                const message = 'choose: "app" must be one of the "apps" in choices, or None.';
                component.setCommandError('choose', {code: 'invalid_command', message});
                return;
            }
            component.clearError();
            question.end(chosen ?? null);
        },
        /** For a component that goes. */
        end: (): void => waiting.forEach(({end}) => end(null)),
    };
}

const failed = () => new Fdc3Error('UserCancelledResolution', 'no app was chosen: the callback of choices failed.');

const isSame = (choice: IntentChoice, app: {[key: string]: unknown}): boolean =>
    choice.appId === app.appId &&
    choice.instanceId === (app.instanceId ?? undefined) &&
    (app.intent === undefined || choice.intent === app.intent);
