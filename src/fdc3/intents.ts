import type {Context} from '@finos/fdc3-context';
import type {AppIdentifier, AppIntent, IntentHandler, IntentResult, PrivateChannel} from '@finos/fdc3-standard';
import {BusError, problemOf} from '../values/busError';
import {isDict} from '../values/isDict';
import {isText} from '../values/isText';
import {toPlainJson} from '../values/toPlainJson';
import type {ChooseApp, Fdc3Agent} from './agent';
import {findChannel} from './channels';
import {type Fdc3Problem, fdc3Problem} from './fdc3Problem';
import {type Source, isContext, readContext, readSource} from './readContext';

/** An intent to be raised. */
export interface RaiseCommand {
    /** Undefined: any that fits the context. */
    intent?: string;
    context: Context;
    app?: AppIdentifier;
}

/** What became of it. */
export interface RaiseResult {
    intent: string | null;
    source: Source | null;
    context: Context | null;
    channelId: string | null;
    error: Fdc3Problem | null;
}

export interface RaiseOptions {
    /** Undefined: the agent chooses. */
    choose?: ChooseApp;
    onDelivered?: (source: Source | null) => void;
}

const wrong = (what: string) => new BusError('invalid_command', what);

/** Throws a BusError that says what is wrong with the command. */
export function readRaiseCommand(entry: unknown): RaiseCommand {
    if (!isDict(entry)) {
        throw wrong('raiseIntent must be a dict {"intent"?, "context", "app"?} or a list of those.');
    }
    const {intent, context, app} = entry;
    if (!isContext(context)) {
        throw wrong('raiseIntent: "context" must be a dict with a "type".');
    }
    return {
        intent: readName('raiseIntent', 'intent', intent),
        context,
        app: readApp(app),
    };
}

function readName(command: string, key: string, value: unknown): string | undefined {
    if (value === undefined || value === null) {
        return undefined;
    }
    if (!isText(value)) {
        throw wrong(`${command}: "${key}" must be a non-empty string, or left out.`);
    }
    return value;
}

function readApp(app: unknown): AppIdentifier | undefined {
    if (app === undefined || app === null) {
        return undefined;
    }
    if (isText(app)) {
        return {appId: app};
    }
    const source = readSource(app);
    if (!source) {
        throw wrong('raiseIntent: "app" must be an appId, or a dict {"appId", "instanceId"?}.');
    }
    const {appId, instanceId} = source;
    return instanceId === null ? {appId} : {appId, instanceId};
}

/** Raises the intent and waits for its result. Every failure becomes the result's error. */
export async function raise(
    agent: Fdc3Agent,
    {intent, context, app}: RaiseCommand,
    {choose, onDelivered}: RaiseOptions,
): Promise<RaiseResult> {
    const outcome = {intent: intent ?? null, source: null, context: null, channelId: null, error: null} as RaiseResult;
    try {
        const resolution = await (intent === undefined
            ? agent.raiseIntentForContext(context, app, choose)
            : agent.raiseIntent(intent, context, app, choose));
        outcome.intent = resolution.intent || outcome.intent;
        outcome.source = readSource(resolution.source);
        onDelivered?.(outcome.source);
        return {...outcome, ...readResult(await resolution.getResult())};
    } catch (reason) {
        return {...outcome, error: fdc3Problem(reason)};
    }
}

function readResult(result: IntentResult | null): Partial<RaiseResult> {
    if (result === undefined || result === null) {
        return {};
    }
    if (isDict(result) && typeof result.broadcast === 'function') {
        if (result.type === 'private') {
            // Otherwise both apps would keep their ends of it.
            leave(result as unknown as PrivateChannel).catch(() => undefined);
            throw new BusError(
                'unsupported',
                'the app returned a private channel, which callbacks cannot use: raise the intent by window.fdc3 in a script.',
            );
        }
        return {channelId: String(result.id)};
    }
    return {context: readContext(result)};
}

/** Before FDC3 2.1 the agent may disconnect at once. */
const leave = async (channel: PrivateChannel): Promise<void> => channel.disconnect();

/** The intents and apps that fit; none is no failure. */
export async function findIntents(agent: Fdc3Agent, command: unknown): Promise<AppIntent[]> {
    if (!isDict(command)) {
        throw wrong('find must be a dict {"intent"?, "context"?, "resultType"?}.');
    }
    const intent = readName('find', 'intent', command.intent);
    const resultType = readName('find', 'resultType', command.resultType);
    const context = command.context ?? undefined;
    if (context !== undefined && !isContext(context)) {
        throw wrong('find: "context" must be a dict with a "type".');
    }
    try {
        if (intent !== undefined) {
            return [toPlainJson(await agent.findIntent(intent, context, resultType))];
        }
        if (context === undefined) {
            throw wrong('find needs an "intent", a "context" or both.');
        }
        return toPlainJson(await agent.findIntentsByContext(context, resultType));
    } catch (reason) {
        if (fdc3Problem(reason).fdc3 === 'NoAppsFound') {
            return [];
        }
        throw reason;
    }
}

/** What a callback answers to an intent: a context, the id of a channel, or nothing. */
export interface IntentAnswer {
    context?: Context;
    channelId?: string;
}

/** Handles an intent by `answer`, whose rejections reach the app that raised it. */
export const intentHandler =
    (
        agent: Fdc3Agent,
        answer: (context: Context, source: Source | null) => Promise<IntentAnswer>,
        onUnsaid: (message: string) => void,
    ): IntentHandler =>
    async (given, metadata) => {
        try {
            const {context, channelId} = await answer(readContext(given), readSource(metadata?.source));
            return channelId === undefined ? context : await findChannel(agent, channelId);
        } catch (reason) {
            const {code, message} = problemOf(reason, 'rejected');
            if (agent.kind === 'web') {
                // FINOS's library sends no refusal: its promise would stay unhandled.
                onUnsaid(
                    `the app that raised the intent gets an empty result, because FDC3 web agents carry no refusal: ${message}`,
                );
                return undefined;
            }
            throw new BusError(code, message);
        }
    };
