import type {Context} from '@finos/fdc3-context';
import type {AppIntent, AppMetadata} from '@finos/fdc3-standard';
import type {Glue} from '../../connection/bus';
import {isCallable, unique} from '../../interop/instances';
import {intentOfMethod, methodOfIntent} from '../../interop/intentMethods';
import {requireContext, requireName} from './checks';
import {type AppRecord, type DeclaredIntent, type Directory, declaredIntent} from './directory';
import {identifierOf} from './peers';

/** An app that handles an intent. Without `instanceId` it would have to be started. */
export interface IntentApp extends AppMetadata {
    intent: string;
    displayName?: string;
}

interface Wanted {
    intent?: string;
    /** Undefined: any, also none. */
    type?: string;
    resultType?: string;
}

/** "fdc3.nothing" says that an intent has no context. */
export const typeFor = ({type}: Context): string | undefined => (type === 'fdc3.nothing' ? undefined : type);

/** The apps that handle what is wanted: first those of the directory and of the platform, then the running instances. */
export async function intentApps(glue: Glue, directory: Directory, wanted: Wanted): Promise<IntentApp[]> {
    const startable = [...directory.records.flatMap(declaredBy), ...(await startableByPlatform(glue))];
    const apps = [...startable, ...runningHandlers(glue, directory, wanted.intent)];
    return apps.filter((one) => isFitting(one, wanted)).map(({app}) => app);
}

interface Candidate {
    app: IntentApp;
    declared: DeclaredIntent;
}

const candidate = (metadata: AppMetadata, intent: string, declared: DeclaredIntent): Candidate => {
    const {resultType, displayName} = declared;
    return {app: {...metadata, intent, resultType, displayName}, declared};
};

const declaredBy = ({metadata, intents}: AppRecord): Candidate[] =>
    Object.entries(intents).map(([intent, declared]) => candidate(metadata, intent, declared));

/** A platform with intents of its own knows the apps that it can start. */
async function startableByPlatform({intents}: Glue): Promise<Candidate[]> {
    // The running listeners are found without it.
    const all = (await intents?.all().catch(() => undefined)) ?? [];
    return all.flatMap(({name, handlers}) =>
        handlers
            .filter(({type}) => type === 'app')
            .map(({applicationName, ...more}) => candidate({appId: applicationName}, name, declaredIntent(more))),
    );
}

function runningHandlers(glue: Glue, {recordOf}: Directory, wanted: string | undefined): Candidate[] {
    const names = wanted === undefined ? glue.interop.methods().map(({name}) => name) : [methodOfIntent(wanted)];
    return [...new Set(names)].flatMap((name) => {
        const intent = intentOfMethod(name);
        if (!intent) {
            return [];
        }
        const servers = unique(glue.interop.servers({name})).filter((server) => isCallable(server, name));
        return servers.map((server) => {
            const {appId, instanceId} = identifierOf(server);
            const record = recordOf(appId);
            const {flags} = server.getMethods?.().find((method) => method.name === name) ?? {};
            const said = declaredIntent((flags as {intent?: unknown} | undefined)?.intent);
            const inDirectory = record?.intents[intent] ?? {};
            const declared = {...inDirectory, ...withoutUndefined(said)};
            return candidate({...(record?.metadata ?? {appId, name: appId}), instanceId}, intent, declared);
        });
    });
}

const withoutUndefined = (declared: DeclaredIntent): DeclaredIntent =>
    Object.fromEntries(Object.entries(declared).filter(([, value]) => value !== undefined));

function isFitting({app, declared: {contexts, resultType}}: Candidate, wanted: Wanted): boolean {
    const isOfIntent = wanted.intent === undefined || wanted.intent === app.intent;
    // A running listener that names no types takes all, as the vendor's do, but is not found by a type alone.
    const takesAll = wanted.intent !== undefined && app.instanceId !== undefined;
    const isOfType = !wanted.type || (contexts?.includes(wanted.type) ?? takesAll);
    const isOfResult =
        !wanted.resultType ||
        resultType === wanted.resultType ||
        // "channel" stands for one with contents of any type.
        (wanted.resultType === 'channel' && !!resultType?.startsWith('channel'));
    return isOfIntent && isOfType && isOfResult;
}

export async function findIntent(
    glue: Glue,
    directory: Directory,
    intent: string,
    context?: Context,
    resultType?: string,
): Promise<AppIntent> {
    requireName(intent);
    const type = context ? typeFor(requireContext(context)) : undefined;
    const apps = await intentApps(glue, directory, {intent, type, resultType});
    return byIntent(directory, apps)[0];
}

export async function findIntentsByContext(
    glue: Glue,
    directory: Directory,
    context: Context,
    resultType?: string,
): Promise<AppIntent[]> {
    const {type} = requireContext(context);
    const names = new Set((await intentApps(glue, directory, {type})).map(({intent}) => intent));
    const apps = await Promise.all([...names].map((intent) => intentApps(glue, directory, {intent, type, resultType})));
    return byIntent(directory, apps.flat());
}

/** The apps by their intents, at least one. */
function byIntent({missing}: Directory, apps: IntentApp[]): AppIntent[] {
    if (!apps.length) {
        throw missing('NoAppsFound');
    }
    return [...new Set(apps.map(({intent}) => intent))].map((name) => {
        const own = apps.filter(({intent}) => intent === name);
        const displayName = own.find((app) => app.displayName)?.displayName ?? name;
        return {intent: {name, displayName}, apps: own.map(metadataOf)};
    });
}

function metadataOf(app: IntentApp): AppMetadata {
    const metadata: Partial<IntentApp> = {...app};
    delete metadata.intent;
    delete metadata.displayName;
    return metadata as AppMetadata;
}
