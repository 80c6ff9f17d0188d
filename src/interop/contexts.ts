import {BusError} from '../values/busError';
import type {Glue} from '../connection/bus';
import {isSafePath} from '../values/contextPaths';
import {isDict} from '../values/isDict';
import {pythonRepr} from '../values/pythonRepr';
import {toPlainJson} from '../values/toPlainJson';
import {readCommand} from './readCommand';

/** One state of a shared context. */
interface ContextState {
    data: object;
    delta: object;
    removed: string[];
    /** `isMineUpdate` is the vendor's other word for `isMyUpdate`. */
    extraData: {updaterId: string | null; isMyUpdate: boolean; isMineUpdate: boolean};
}

/**
 * Tells every state of the context from now on, the present one first. Before anybody has written it there is none; null is
 * told when there is none any more, and may be told again then.
 */
export async function subscribeContext(
    glue: Glue,
    name: string | undefined,
    onState: (state: ContextState | null) => void,
): Promise<() => void> {
    if (!name) {
        throw new BusError('invalid_setting', 'contextName is missing: give the component that, or an id.');
    }
    const contexts = contextsOf(glue);
    const {connection} = glue;
    const follower = {name, isTheCreator: false};
    const others = followers.get(glue) ?? new Set();
    const subscribe = (): Promise<() => void> =>
        contexts.subscribe(
            name,
            (
                data: object | undefined,
                delta: object,
                removed: string[],
                _unsubscribe: () => void,
                extraData?: {updaterId?: string},
            ) => {
                // A context that nobody has written yet may be told as nothing, or as empty and by nobody.
                if (!data) {
                    return;
                }
                const ownId = glue.interop.instance.peerId as string | undefined;
                // The libraries tell even its creator of a new context as of one that was there before.
                const updaterId = extraData?.updaterId ?? (follower.isTheCreator ? ownId : null) ?? null;
                follower.isTheCreator = false;
                const isMyUpdate = updaterId !== null && updaterId === ownId;
                const state = {
                    data,
                    delta: delta ?? {},
                    removed: removed ?? [],
                    extraData: {updaterId, isMyUpdate, isMineUpdate: isMyUpdate},
                };
                onState(toPlainJson(state) as ContextState);
            },
        );
    followers.set(glue, others.add(follower));
    let subscription = subscribe();
    const unsubscribe = () =>
        void subscription.then(
            (end) => end(),
            () => undefined,
        );
    const lookAgain = () => {
        if (others.has(follower) && !contexts.all().includes(name)) {
            unsubscribe();
            subscription = subscribe();
            subscription.catch(() => undefined);
            onState(null);
        }
    };
    // With a context the libraries drop its subscriptions, without a word. This message has no name in it, and they may get
    // it after us.
    const listener = connection?.on?.('context-destroyed', () => void Promise.resolve().then(lookAgain));
    const stop = () => {
        others.delete(follower);
        unsubscribe();
        if (listener) {
            connection!.off(listener);
        }
    };
    try {
        // What is destroyed meanwhile makes the first one fail.
        await subscription.catch(() => subscription);
    } catch (reason) {
        stop();
        throw reason;
    }
    return stop;
}

/** Somebody in this page who follows a context. */
interface Follower {
    name: string;
    /** This page has created the context, and its first state is still to be told. */
    isTheCreator: boolean;
}

const followers = new WeakMap<Glue, Set<Follower>>();

/** Does what may create the context. */
async function writeContext(glue: Glue, name: unknown, write: () => Promise<void>): Promise<void> {
    if ((contextsOf(glue).all() as string[]).includes(name as string)) {
        return write();
    }
    const ours = [...(followers.get(glue) ?? [])].filter((follower) => follower.name === name);
    ours.forEach((follower) => (follower.isTheCreator = true));
    try {
        await write();
    } catch (reason) {
        ours.forEach((follower) => (follower.isTheCreator = false));
        throw reason;
    }
    // Of several pages that create one context at the same time the gateway takes the first, and what the others wrote is
    // lost without a word. What is there already changes nothing.
    await write();
}

/** Throws when one of the places that a command writes is not in the data of a context. */
export function demandSafePaths(operation: string, paths: string[]): void {
    const unsafe = paths.find((path) => !isSafePath(path));
    if (unsafe !== undefined) {
        throw new BusError(
            'invalid_command',
            `${operation}: ${pythonRepr(unsafe)} is not allowed: no part of a path or key may be "__proto__", "constructor" or "prototype".`,
        );
    }
}

/** What a callback may ask of any context. Each throws with what is wrong with the command. */
export const contextOperations = {
    update: (glue: Glue, command: unknown): Promise<void> => {
        const {name, data} = readCommand('update', command, {name: 'text', data: 'dict'});
        demandSafePaths('update', Object.keys(data as object));
        return writeContext(glue, name, () => contextsOf(glue).update(name, data));
    },
    set: (glue: Glue, command: unknown): Promise<void> => {
        const {name, data} = readCommand('set', command, {name: 'text', data: 'dict'});
        demandSafePaths('set', Object.keys(data as object));
        return writeContext(glue, name, () => contextsOf(glue).set(name, data));
    },
    setPath: (glue: Glue, command: unknown): Promise<void> => {
        const {name, path, data} = readCommand('setPath', command, {name: 'text', path: 'path', data: 'any'});
        demandSafePaths('setPath', [path as string]);
        return writeContext(glue, name, () => contextsOf(glue).setPath(name, path, data));
    },
    setPaths: (glue: Glue, command: unknown): Promise<void> => {
        const {name, paths} = readCommand('setPaths', command, {name: 'text', paths: 'list'});
        const values = (paths as unknown[]).map((entry) => {
            const {path, data} = readCommand('setPaths', entry, {path: 'path', data: 'any'});
            demandSafePaths('setPaths', [path as string]);
            return {path, value: data};
        });
        return writeContext(glue, name, () => contextsOf(glue).setPaths(name, values));
    },
    destroy: (glue: Glue, command: unknown): Promise<void> => {
        const {name} = readCommand('destroy', command, {name: 'text'});
        return contextsOf(glue).destroy(name);
    },
};

/** The same for one context, whose commands are the bare data. */
export const ownContextOperations = {
    update: (glue: Glue, data: unknown, name: unknown) => onOwn('update', glue, name, {data}),
    set: (glue: Glue, data: unknown, name: unknown) => onOwn('set', glue, name, {data}),
    setPath: (glue: Glue, command: unknown, name: unknown) =>
        onOwn('setPath', glue, name, isDict(command) ? command : {path: command}),
    setPaths: (glue: Glue, paths: unknown, name: unknown) => onOwn('setPaths', glue, name, {paths}),
};

function onOwn(operation: keyof typeof contextOperations, glue: Glue, name: unknown, command: object): Promise<void> {
    if (!name) {
        throw new BusError('invalid_setting', 'contextName is missing: give the component that, or an id.');
    }
    return contextOperations[operation](glue, {...command, name});
}

// The client libraries do not tell of contexts that come and go.
const listEveryMs = 300;

/** Tells the names of all contexts, now and whenever they change. */
export function watchContextNames(glue: Glue, onNames: (names: string[]) => void): () => void {
    let told: string | undefined;
    const look = () => {
        const names = (contextsOf(glue).all() as string[]).slice().sort();
        if (names.join('\n') !== told) {
            told = names.join('\n');
            onNames(names);
        }
    };
    look();
    const timer = setInterval(look, listEveryMs);
    return () => clearInterval(timer);
}

function contextsOf(glue: Glue) {
    if (!glue.contexts) {
        throw new BusError(
            'unsupported',
            'this connection has no contexts: the client library was started without them; start it with "contexts" switched on.',
        );
    }
    return glue.contexts;
}
