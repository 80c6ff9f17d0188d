type Definition = {name: string; supportsStreaming?: boolean; [key: string]: unknown};
type Instance = {peerId: string; getMethods?: () => object[]; [key: string]: unknown};
type Method = Definition & {getServers: () => Instance[]};
type Change = (change: {server: Instance; method: Method}) => void;

/** What a client library knows of the methods on its bus, and the events that it has for them. */
export function createFakeDiscovery() {
    const own: Instance = {peerId: 'me', application: 'Test app', instance: 'i1', login: 'secret'};
    const servers = new Map<string, {instance: Instance; methods: Method[]}>();
    const listeners = {added: new Set<Change>(), removed: new Set<Change>()};
    const all = () => [...servers.values()];
    const tell = (kind: 'added' | 'removed', server: Instance, method: Method) =>
        [...listeners[kind]].forEach((listener) => listener({server, method}));

    const join = (instance: Instance) => {
        const {peerId} = instance;
        servers.set(peerId, {
            instance: {...instance, getMethods: () => [...(servers.get(peerId)?.methods ?? [])]},
            methods: [],
        });
    };
    const offer = (peerId: string, definition: Definition | string) => {
        const given = typeof definition === 'string' ? {name: definition} : definition;
        const identifier = identifierOf(given);
        const getServers = () =>
            all().flatMap(({instance, methods}) =>
                methods.filter((method) => identifierOf(method) === identifier).map(() => instance),
            );
        const method = {objectTypes: [], flags: {}, ...given, getServers};
        const {instance, methods} = servers.get(peerId)!;
        methods.push(method);
        tell('added', instance, method);
    };
    const withdraw = (peerId: string, name: string) => {
        const server = servers.get(peerId)!;
        const gone = server.methods.filter((method) => method.name === name);
        server.methods = server.methods.filter((method) => method.name !== name);
        gone.forEach((method) => tell('removed', server.instance, method));
    };
    const leave = (peerId: string) => {
        servers.get(peerId)!.methods.forEach(({name}) => withdraw(peerId, name));
        servers.delete(peerId);
    };
    const subscribe = (kind: 'added' | 'removed', listener: Change) => {
        listeners[kind].add(listener);
        return () => void listeners[kind].delete(listener);
    };
    join(own);
    return {
        join,
        offer,
        withdraw,
        leave,
        /** What the library does at a loss: all are gone, but for the page itself. */
        reset: () => {
            [...servers.keys()].forEach(leave);
            join(own);
        },
        listenerCount: () => listeners.added.size + listeners.removed.size,
        interop: {
            instance: own,
            methods: (filter: object = {}) =>
                all().flatMap(({methods}) => methods.filter((method) => isMatch(filter, method))),
            servers: (filter: object = {}) =>
                all()
                    .filter(({methods}) => methods.some((method) => isMatch(filter, method)))
                    .map(({instance}) => instance),
            serverMethodAdded: (listener: Change) => {
                const present = all().flatMap(({instance, methods}) =>
                    methods.map((method) => ({server: instance, method})),
                );
                const stop = subscribe('added', listener);
                const replay = setTimeout(() => present.forEach(listener));
                return () => {
                    clearTimeout(replay);
                    stop();
                };
            },
            serverMethodRemoved: (listener: Change) => subscribe('removed', listener),
        },
    };
}

const identifierOf = ({name, accepts = '', returns = ''}: Definition): string =>
    `${name}${accepts as string}${returns as string}`.toLowerCase();

function isMatch(filter: object, method: Definition): boolean {
    return Object.entries(filter).every(([key, wanted]) => {
        const value = method[key];
        if (wanted === undefined || wanted === null) {
            return true;
        }
        if (key === 'objectTypes') {
            return (wanted as string[]).every((type) => (value as string[]).includes(type));
        }
        return key === 'flags'
            ? isSubset(value, wanted as {[flag: string]: unknown})
            : String(wanted).toLowerCase() === String(value).toLowerCase();
    });
}

function isSubset(value: unknown, wanted: {[key: string]: unknown}): boolean {
    return Object.entries(wanted).every(([key, part]) => {
        const own = ((value ?? {}) as {[key: string]: unknown})[key];
        return typeof part === 'object' ? isSubset(own, (part ?? {}) as {[key: string]: unknown}) : own === part;
    });
}
