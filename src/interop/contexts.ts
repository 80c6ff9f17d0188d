import {onContextNames} from '../connection/clientLibrary/contextNames';
import type {Contexts, Glue} from '../connection/bus';
import {BusError} from '../values/busError';
import {isSafePath} from '../values/contextPaths';
import {isDict} from '../values/isDict';
import {pythonRepr} from '../values/pythonRepr';
import {toPlainJson} from '../values/toPlainJson';
import {apiOf} from './apiOf';
import {readCommand} from './readCommand';

/** One state of a shared context. */
export interface ContextState {
    data: object;
    delta: object;
    removed: string[];
    /** `isMineUpdate` is the vendor's other word for `isMyUpdate`. */
    extraData: {updaterId: string | null; isMyUpdate: boolean; isMineUpdate: boolean};
}

/** A subscription of this page to a context. */
interface Subscriber {
    name: string;
    /** This page has created the context, and its first state has not come yet. */
    isCreator: boolean;
}

const subscribers = new WeakMap<Glue, Set<Subscriber>>();

/**
 * Reports every state of the context, the present one first; there is none before an app has written the context. Reports
 * null when the context is gone.
 */
export async function subscribeContext(
    glue: Glue,
    contextName: string | undefined,
    onState: (state: ContextState | null) => void,
): Promise<() => void> {
    const name = requireName(contextName);
    const contexts = apiOf(glue, 'contexts');
    const {connection} = glue;
    const subscriber = {name, isCreator: false};
    const all = subscribers.get(glue) ?? new Set();
    const subscribe = () => contexts.subscribe(name, reportTo(onState, glue, subscriber));
    subscribers.set(glue, all.add(subscriber));
    let subscription = subscribe();
    const unsubscribe = () =>
        void subscription.then(
            (end) => end(),
            () => undefined,
        );
    const resubscribe = () => {
        if (all.has(subscriber) && !contexts.all().includes(name)) {
            unsubscribe();
            subscription = subscribe();
            subscription.catch(() => undefined);
            onState(null);
        }
    };
    // With a context the libraries silently drop its subscriptions. This message does not name the context, and the library
    // may get the message after this listener.
    const listener = connection?.on?.('context-destroyed', () => void Promise.resolve().then(resubscribe));
    const stop = () => {
        all.delete(subscriber);
        unsubscribe();
        if (listener) {
            connection!.off(listener);
        }
    };
    try {
        // The first subscription fails when the context is destroyed before it begins; the second one is in its place then.
        await subscription.catch(() => subscription);
    } catch (reason) {
        stop();
        throw reason;
    }
    return stop;
}

const reportTo =
    (
        onState: (state: ContextState) => void,
        glue: Glue,
        subscriber: Subscriber,
    ): Parameters<Contexts['subscribe']>[1] =>
    (data, delta, removed, _unsubscribe, extraData) => {
        // The libraries may report a context that no app has written as nothing.
        if (!data) {
            return;
        }
        const ownId = glue.interop.instance.peerId;
        // The libraries report a new context to its creator as one that was there before.
        const updaterId: string | null = extraData?.updaterId ?? (subscriber.isCreator ? ownId : null) ?? null;
        subscriber.isCreator = false;
        const isMyUpdate = updaterId !== null && updaterId === ownId;
        onState(
            toPlainJson({
                data,
                delta: delta ?? {},
                removed: removed ?? [],
                extraData: {updaterId, isMyUpdate, isMineUpdate: isMyUpdate},
            }),
        );
    };

/** Reports the sorted names of all contexts, now and whenever they change. */
export function watchContextNames(glue: Glue, onNames: (names: string[]) => void): () => void {
    const contexts = apiOf(glue, 'contexts');
    let reported: string | undefined;
    const report = () => {
        const names = [...contexts.all()].sort();
        if (names.join('\n') !== reported) {
            reported = names.join('\n');
            onNames(names);
        }
    };
    report();
    return onContextNames(glue, report);
}

const writeData =
    (operation: 'update' | 'set') =>
    (glue: Glue, command: unknown): Promise<void> => {
        const {name, data} = readCommand(operation, command, {name: 'text', data: 'dict'});
        assertSafePaths(operation, Object.keys(data));
        return writeContext(glue, name, (contexts) => contexts[operation](name, data));
    };

/** The commands on any context. Each throws or rejects with what is wrong with the command. */
export const contextOperations = {
    update: writeData('update'),
    set: writeData('set'),
    setPath: (glue: Glue, command: unknown): Promise<void> => {
        const {name, path, data} = readCommand('setPath', command, {name: 'text', path: 'path', data: 'any'});
        assertSafePaths('setPath', [path]);
        return writeContext(glue, name, (contexts) => contexts.setPath(name, path, data));
    },
    setPaths: (glue: Glue, command: unknown): Promise<void> => {
        const {name, paths} = readCommand('setPaths', command, {name: 'text', paths: 'list'});
        const values = paths.map((entry) => {
            const {path, data} = readCommand('setPaths', entry, {path: 'path', data: 'any'});
            assertSafePaths('setPaths', [path]);
            return {path, value: data};
        });
        return writeContext(glue, name, (contexts) => contexts.setPaths(name, values));
    },
    destroy: (glue: Glue, command: unknown): Promise<void> => {
        const {name} = readCommand('destroy', command, {name: 'text'});
        return apiOf(glue, 'contexts').destroy(name);
    },
};

/** The commands of a component for one context: the bare data, and the context's name. */
export const ownContextOperations = {
    update: (glue: Glue, data: unknown, name: unknown): Promise<void> =>
        contextOperations.update(glue, {name: requireName(name), data}),
    set: (glue: Glue, data: unknown, name: unknown): Promise<void> =>
        contextOperations.set(glue, {name: requireName(name), data}),
    setPath: (glue: Glue, command: unknown, name: unknown): Promise<void> =>
        contextOperations.setPath(glue, {...(isDict(command) ? command : {path: command}), name: requireName(name)}),
    setPaths: (glue: Glue, paths: unknown, name: unknown): Promise<void> =>
        contextOperations.setPaths(glue, {name: requireName(name), paths}),
};

async function writeContext(glue: Glue, name: string, write: (contexts: Contexts) => Promise<void>): Promise<void> {
    const contexts = apiOf(glue, 'contexts');
    if (contexts.all().includes(name)) {
        return write(contexts);
    }
    const ours = [...(subscribers.get(glue) ?? [])].filter((subscriber) => subscriber.name === name);
    ours.forEach((subscriber) => (subscriber.isCreator = true));
    try {
        await write(contexts);
    } catch (reason) {
        ours.forEach((subscriber) => (subscriber.isCreator = false));
        throw reason;
    }
    // When several pages create one context at the same time, the gateway takes the first and silently drops what the others
    // wrote. Written again, data that is there changes nothing.
    await write(contexts);
}

/** Throws when a path that a command writes is not within the data of a context. */
export function assertSafePaths(operation: string, paths: string[]): void {
    const unsafe = paths.find((path) => !isSafePath(path));
    if (unsafe !== undefined) {
        throw new BusError(
            'invalid_command',
            `${operation}: ${pythonRepr(unsafe)} is not allowed: no part of a path or key may be "__proto__", "constructor" or "prototype".`,
        );
    }
}

function requireName(name: unknown): string {
    if (!name) {
        throw new BusError('invalid_setting', 'contextName is missing: give the component that, or an id.');
    }
    return name as string;
}
