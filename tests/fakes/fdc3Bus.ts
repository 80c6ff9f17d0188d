import type {Bus, Glue, GlueWithContexts} from '../../src/connection/bus';
import type {Connection} from '../../src/connection/connection';
import {channelsOverContexts} from '../../src/fallbackApis/contextChannels/channelsOverContexts';
import {defaultChannels} from '../../src/fallbackApis/contextChannels/defaultChannels';
import {createBusAgent} from '../../src/fdc3/bus/busAgent';
import type {Apps} from '../../src/fdc3/bus/directory';
import {createFakeConnection} from './bus';
import {createFakeContexts} from './contexts';
import {nextTask} from './dashStore';

type Settle = (value?: unknown) => void;
type Handler = (args: unknown, caller: object, succeed: Settle, fail: Settle) => void;
type Definition = {name: string; flags?: unknown; supportsStreaming?: boolean};
type MethodChange = (change: {server: object; method: object}) => void;

interface Page {
    instance: {application: string; applicationName: string; instance: string; peerId: string};
    isUp: boolean;
    methods: Map<string, {definition: Definition; handler: Handler}>;
    /** What ends the calls that this page has not answered. */
    pending: Set<() => void>;
    added: Set<MethodChange>;
    removed: Set<(server: object) => void>;
}

interface PageOptions {
    instance?: string;
    apps?: Apps;
    /** What the platform's own library has besides. */
    apis?: Partial<Glue>;
}

const copy = <T>(value: T): T => (value === undefined ? value : JSON.parse(JSON.stringify(value)));

/** A bus in memory with several pages: their methods reach each other, and they share contexts and channels. */
export function createFdc3Bus() {
    const shared = createFakeContexts();
    const pages = new Map<string, Page>();
    let count = 0;
    const present = () => [...pages.values()].filter(({isUp}) => isUp);
    const others = (page: Page) => present().filter((other) => other !== page);
    const serverOf = ({instance, methods}: Page) => ({
        ...instance,
        getMethods: () => [...methods.values()].map(({definition}) => definition),
    });
    const appear = (page: Page) =>
        present().forEach(({added}) =>
            page.methods.forEach(({definition}) =>
                [...added].forEach((listener) => listener({server: serverOf(page), method: definition})),
            ),
        );
    const disappear = (page: Page) => {
        page.isUp = false;
        [...page.pending].forEach((end) => end());
        others(page).forEach(({removed}) => [...removed].forEach((listener) => listener(page.instance)));
    };

    const interopOf = (page: Page) => ({
        instance: page.instance,
        methods: () => present().flatMap(({methods}) => [...methods.values()].map(({definition}) => definition)),
        servers: (filter?: {name: string}) =>
            present()
                .filter(({methods}) => !filter || methods.has(filter.name))
                .map(serverOf),
        serverMethodAdded: (listener: MethodChange) => {
            page.added.add(listener);
            return () => void page.added.delete(listener);
        },
        serverRemoved: (listener: (server: object) => void) => {
            page.removed.add(listener);
            return () => void page.removed.delete(listener);
        },
        registerAsync: async (definition: Definition, handler: Handler) => {
            if (page.methods.has(definition.name)) {
                throw `A method with the name "${definition.name}" already exists!`;
            }
            page.methods.set(definition.name, {definition, handler});
            others(page)
                .concat(page)
                .forEach(({added}) =>
                    [...added].forEach((listener) => listener({server: serverOf(page), method: definition})),
                );
        },
        unregister: async (name: string) => void page.methods.delete(name),
        invoke: async (name: string, args: unknown, target: {instance?: string; peerId?: string}) => {
            await Promise.resolve();
            const [executor] = present().filter(
                ({instance, methods}) =>
                    methods.has(name) &&
                    (!target.instance || target.instance === instance.instance) &&
                    (!target.peerId || target.peerId === instance.peerId),
            );
            if (!executor || !page.isUp) {
                throw {message: `Can not find a method matching ${name}`};
            }
            return new Promise((resolve, reject) => {
                const fail = (reason: unknown) =>
                    reject({message: String((reason as {message?: unknown})?.message ?? reason)});
                executor.pending.add(() => fail('Peer has left'));
                executor.methods
                    .get(name)!
                    .handler(
                        copy(args),
                        page.instance,
                        (result) => resolve({returned: copy(result ?? {}), executed_by: executor.instance}),
                        fail,
                    );
            });
        },
    });

    /** A page of ours, with its agent. */
    const join = (application: string, {instance, apps, apis}: PageOptions = {}) => {
        const peerId = `peer${++count}`;
        const page: Page = {
            instance: {
                application,
                applicationName: application,
                instance: instance ?? `${application}-${count}`,
                peerId,
            },
            isUp: true,
            methods: new Map(),
            pending: new Set(),
            added: new Set(),
            removed: new Set(),
        };
        pages.set(peerId, page);
        const {contexts} = shared.page(peerId);
        const glue = {
            interop: interopOf(page),
            contexts: {
                ...contexts,
                subscribe: (name: string, tell: (...update: unknown[]) => void) =>
                    contexts.subscribe(name, (...update) => page.isUp && tell(...update)),
            },
            windows: {},
        } as unknown as GlueWithContexts;
        glue.channels = channelsOverContexts(glue, defaultChannels);
        Object.assign(glue, apis);
        const bus = {platform: 'gateway', glue, onStatus: () => () => undefined} as unknown as Bus;
        const connection = createFakeConnection();
        connection.set({status: 'connected', bus});
        return {
            agent: createBusAgent(connection as unknown as Connection, apps),
            connection,
            bus,
            glue,
            ...page.instance,
            methods: page.methods,
            lose: () => {
                disappear(page);
                connection.set({status: 'disconnected', bus});
            },
            comeBack: () => {
                page.isUp = true;
                connection.set({status: 'connected', bus});
                appear(page);
            },
            /** The page is closed. */
            leave: () => {
                disappear(page);
                pages.delete(peerId);
            },
        };
    };
    return {...shared, join};
}

/** What a listener of contexts gets, as text where that is enough. */
export function createLog() {
    const log: string[] = [];
    return {
        log,
        handler: (context: {type: string; [key: string]: unknown}, metadata?: {source?: {appId?: string}}) =>
            void log.push([context.type, context.name, metadata?.source?.appId].filter(Boolean).join(' ')),
    };
}

export type Joined = ReturnType<ReturnType<typeof createFdc3Bus>['join']>;

/** Lets all that is under way in the pages happen. */
export async function settle(): Promise<void> {
    for (let turn = 0; turn < 5; turn++) {
        await nextTask();
    }
}
