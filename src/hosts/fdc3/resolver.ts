import {isListenedTo} from '../../dash/callbacks';
import {type DashComponent} from '../../dash/component';
import {createEventQueue} from '../../delivery/eventQueue';
import type {ChooseApp, IntentChoice} from '../../fdc3/agent';
import {isDict} from '../../values/isDict';
import {toPlainJson} from '../../values/toPlainJson';

/** Lets the callbacks of the app choose between several apps for an intent: `choices` asks them, `choose` answers. */
export function createResolver(component: DashComponent) {
    const choices = createEventQueue(component, 'choices');
    /** By raiseId: those that wait for an answer. */
    const waiting = new Map<string, {apps: IntentChoice[]; resolve: (app: IntentChoice | null) => void}>();
    return {
        restore: choices.restore,
        /** For the agent; undefined: no callback of the app chooses. */
        chooserFor: (raiseId: string): ChooseApp | undefined => {
            if (component.id === undefined || !isListenedTo(component.node(), 'choices')) {
                return undefined;
            }
            return (given) =>
                new Promise((resolve) => {
                    const apps = toPlainJson(given);
                    waiting.set(raiseId, {apps, resolve});
                    choices.push({raiseId, apps});
                });
        },
        /** Takes {"raiseId", "app"}. */
        answer: (command: unknown): void => {
            const {raiseId, app} = isDict(command) ? command : {};
            const question = waiting.get(raiseId as string);
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
            waiting.delete(raiseId as string);
            component.clearError();
            question.resolve(chosen ?? null);
        },
        /** For a raise that has ended, or a component that goes. */
        end: (raiseId?: string): void => {
            const ids = raiseId === undefined ? [...waiting.keys()] : [raiseId];
            for (const id of ids) {
                waiting.get(id)?.resolve(null);
                waiting.delete(id);
            }
        },
    };
}

const isSame = (choice: IntentChoice, app: {[key: string]: unknown}): boolean =>
    choice.appId === app.appId &&
    choice.instanceId === (app.instanceId ?? undefined) &&
    (app.intent === undefined || choice.intent === app.intent);
