import type {Context} from '@finos/fdc3-context';
import type {AppIdentifier, IntentResolution, IntentResult} from '@finos/fdc3-standard';
import {intentDeliveryTimeoutMs, intentResultTimeoutMs} from '../../async/timeouts';
import type {Glue, InvocationResult} from '../../connection/bus';
import {unique} from '../../interop/instances';
import {methodOfIntent} from '../../interop/intentMethods';
import {errorMessage} from '../../values/errorMessage';
import type {ChooseApp} from '../agent';
import {Fdc3Error} from '../fdc3Error';
import {requireContext} from './checks';
import type {Directory} from './directory';
import {type IntentApp, intentApps, typeFor} from './findIntents';
import type {OnBus} from './onBus';
import {identifierOf, offers, ownIdentifier, runningApps, whenOffered} from './peers';
import type {IntentArguments, IntentReturn} from './wire';

/** What raising takes from the rest of the agent. */
export interface RaiseParts {
    directory: Directory;
    /** Starts an app, and resolves when it is on the bus. */
    launch: (on: OnBus, appId: string) => Promise<Required<Pick<AppIdentifier, 'appId' | 'instanceId'>>>;
    /** The channel that the handler of a peer has returned. */
    channelOf: (
        channel: NonNullable<IntentReturn['fdc3intentChannel']>,
        from: string | undefined,
    ) => Promise<IntentResult>;
}

interface Target {
    appId: string;
    instanceId: string;
}

interface Raise {
    /** Undefined: any for this type of context. */
    intent?: string;
    context: Context;
    wanted?: AppIdentifier;
    choose?: ChooseApp;
}

/** Resolves as soon as the intent is on its way to its app. */
export async function raiseIntent(
    on: OnBus,
    parts: RaiseParts,
    {intent: given, context, wanted, choose}: Raise,
): Promise<IntentResolution> {
    const {glue} = on;
    const {directory} = parts;
    if (wanted) {
        requirePresent(glue, directory, wanted);
    }
    const type = given === undefined ? context.type : typeFor(context);
    const apps = (await intentApps(glue, directory, {intent: given, type})).filter(
        (app) => !wanted || isWanted(glue, directory, app, wanted),
    );
    const {intent, ...chosen} = await chooseApp(glue, directory, apps, choose);
    const {appId, instanceId} = wanted?.instanceId ? wanted : chosen;
    if (instanceId) {
        return deliver(on, parts, intent, context, {appId, instanceId});
    }
    return directory.recordOf(appId)
        ? deliver(on, parts, intent, context, await parts.launch(on, appId))
        : raiseByPlatform(on, parts, {intent, context: argumentsOf(context), target: {app: appId}});
}

/** An instance may come to listen to what its record says. What it listens to already, it says itself. */
function isWanted(glue: Glue, directory: Directory, app: IntentApp, {appId, instanceId}: AppIdentifier): boolean {
    if (!directory.isSameApp(app.appId, appId)) {
        return false;
    }
    const isListening = !!instanceId && offers(glue, methodOfIntent(app.intent), instanceId);
    return !instanceId || app.instanceId === (isListening ? instanceId : undefined);
}

/** Throws when there is no such app, or instance of it. */
export function requirePresent(glue: Glue, directory: Directory, {appId, instanceId}: AppIdentifier): void {
    const instances = [...runningApps(glue), ...glue.interop.servers().map(identifierOf)].filter((app) =>
        directory.isSameApp(app.appId, appId),
    );
    if (!appId || !(directory.recordOf(appId) || instances.length)) {
        throw directory.missing('TargetAppUnavailable');
    }
    if (instanceId && !instances.some((app) => app.instanceId === instanceId)) {
        throw new Fdc3Error('TargetInstanceUnavailable');
    }
}

/** One of the apps that handle the intent. Where `choose` is not there, other apps come first, then the newest. */
async function chooseApp(glue: Glue, {missing}: Directory, apps: IntentApp[], choose?: ChooseApp): Promise<IntentApp> {
    if (!apps.length) {
        throw missing('NoAppsFound');
    }
    const own = ownIdentifier(glue).instanceId;
    const running = apps.filter(({instanceId}) => instanceId && instanceId !== own);
    const isOneApp = new Set(apps.map(({appId, intent}) => `${intent} ${appId}`)).size === 1;
    if (apps.length === 1 || (isOneApp && running.length === 1)) {
        return running[0] ?? apps[0];
    }
    if (!choose) {
        return running[running.length - 1] ?? apps[0];
    }
    const chosen = await choose(
        apps.map(({appId, instanceId, intent, name, title}) => ({appId, instanceId, intent, name, title})),
    );
    const isChosen = ({appId, instanceId, intent}: IntentApp) =>
        appId === chosen?.appId && instanceId === chosen.instanceId && intent === (chosen.intent ?? intent);
    const app = chosen && apps.find(isChosen);
    if (!app) {
        throw new Fdc3Error('UserCancelledResolution');
    }
    return app;
}

const argumentsOf = (context: Context): IntentArguments => ({type: context.type, data: {...context}});

async function deliver(
    {glue, unlessLost}: OnBus,
    parts: RaiseParts,
    intent: string,
    context: Context,
    {appId, instanceId}: Target,
): Promise<IntentResolution> {
    const {interop} = glue;
    const method = methodOfIntent(intent);
    const limit = {limitMs: intentDeliveryTimeoutMs, failure: 'IntentDeliveryFailed' as const};
    await unlessLost(whenOffered(glue, method, instanceId, limit));
    const [server] = unique(interop.servers({name: method})).filter(({instance}) => instance === instanceId);
    const invocation = interop.invoke(
        method,
        argumentsOf(context),
        {peerId: server.peerId},
        {methodResponseTimeoutMs: intentResultTimeoutMs, waitTimeoutMs: 0},
    );
    const result = unlessLost(invocation.catch(refused)).then(({returned}: InvocationResult) =>
        readReturn(returned, server.peerId, parts),
    );
    result.catch(() => undefined);
    return {intent, source: {appId, instanceId}, getResult: () => result};
}

const handlerRejected = /^IntentHandlerRejected(?:: (.*))?/s;

/** The client libraries reject with the message of the app that refused, or with their own of a failure. */
function refused(reason: unknown): never {
    const text = String((reason as {message?: unknown} | undefined)?.message ?? reason);
    // The libraries put words of their own before those of the app.
    const at = text.indexOf('IntentHandlerRejected');
    throw new Fdc3Error('IntentHandlerRejected', handlerRejected.exec(text.slice(Math.max(at, 0)))?.[1]);
}

async function readReturn(returned: unknown, from: string | undefined, {channelOf}: RaiseParts): Promise<IntentResult> {
    const {fdc3error, fdc3intentContext, fdc3intentChannel} = (returned ?? {}) as IntentReturn;
    if (fdc3error) {
        throw new Fdc3Error('NoResultReturned');
    }
    if (fdc3intentChannel) {
        return channelOf(fdc3intentChannel, from);
    }
    if (fdc3intentContext) {
        const {contextType: type, payload} = fdc3intentContext;
        return requireContext({type, ...payload}, 'NoResultReturned');
    }
    // A handler that does not speak FDC3 returns what it likes. What has a type can pass for a context.
    return typeof (returned as {type?: unknown} | undefined)?.type === 'string' ? (returned as Context) : undefined;
}

/** The platform starts the app. It answers when the handler has ended. */
async function raiseByPlatform(
    {glue, unlessLost}: OnBus,
    parts: RaiseParts,
    request: Omit<Parameters<NonNullable<Glue['intents']>['raise']>[0], 'timeout'>,
): Promise<IntentResolution> {
    const raised = glue.intents!.raise({...request, timeout: intentResultTimeoutMs}).catch(failedByPlatform);
    const {handler, result} = await unlessLost(raised);
    const {applicationName: appId, instanceId} = handler;
    const peer = glue.interop.servers().find(({instance}) => instance === instanceId);
    return {
        intent: request.intent,
        source: {appId, instanceId},
        getResult: () => readReturn(result, peer?.peerId, parts),
    };
}

function failedByPlatform(reason: unknown): never {
    const text = errorMessage(reason);
    if (text.includes('IntentHandlerRejected')) {
        refused(reason);
    }
    throw new Fdc3Error(/popup|blocked/i.test(text) ? 'ErrorOnLaunch' : 'IntentDeliveryFailed');
}
