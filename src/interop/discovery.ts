import {methodsSettleTimeoutMs} from '../async/timeouts';
import type {Glue, Instance, Method, MethodDefinition} from '../connection/bus';
import {type AnnouncedMethod, announcedInstance, announcedMethod, isUsableName} from './announced';
import {isListedInstance, isListedName} from './methodFilter';
import type {MethodFilter, MethodsSettings} from './methodsSettings';
import {BusError, type Problem} from '../values/busError';
import {withVerifiedUser} from './plainInstance';
import {publicInstance} from './publicInstance';
import {isCallable, unique} from './instances';

/** A name that is offered. Where apps define it differently, the definition is that of the first. */
interface OfferedMethod extends AnnouncedMethod {
    servers: object[];
}

/** What other apps offer. */
export interface Offers {
    methods: OfferedMethod[];
    /** The instances that offer them, each with the names of its `methods`. */
    servers: object[];
    /** That there are more than are listed. */
    problem: Problem | null;
}

/** How many methods are listed, and how many instances. */
const mostListed = 500;

const tooMany: Problem = {
    code: 'too_many',
    message: `more than ${mostListed} methods or instances match: only so many are listed. Narrow "filter", for example to a "prefix".`,
};

/** Calls the listener soon after it was called, and after methods have come or gone: once for all that come together. */
export function watchMethods({interop}: Glue, onSettled: () => void): () => void {
    let pending: ReturnType<typeof setTimeout> | undefined;
    const settle = () => {
        pending ??= setTimeout(() => {
            pending = undefined;
            onSettled();
        }, methodsSettleTimeoutMs);
    };
    // `methodRemoved` also comes while other apps still offer the name; an instance that goes takes its methods along.
    const stops = [interop.serverMethodAdded(settle), interop.serverMethodRemoved(settle)];
    settle();
    return () => {
        clearTimeout(pending);
        stops.forEach((stop) => stop());
    };
}

/** What is offered now, sorted by name. */
export function readOffers(glue: Glue, settings: MethodsSettings): Offers {
    try {
        return offersOn(glue, settings);
    } catch {
        // Such an announcement can make the client library itself fail.
        throw new BusError('rejected', 'the methods could not be read: an app has announced a malformed one.');
    }
}

function offersOn(glue: Glue, settings: MethodsSettings): Offers {
    const {filter} = settings;
    const ownId = glue.interop.instance.peerId;
    const instances = new Map<unknown, {instance: object; methods: string[]}>();
    const methods: OfferedMethod[] = [];
    let isCut = false;

    const add = (server: Instance, name: string): object[] => {
        const entry = instances.get(server.peerId);
        if (entry) {
            entry.methods.push(name);
            return [entry.instance];
        }
        if (instances.size === mostListed) {
            isCut = true;
            return [];
        }
        const instance =
            server.peerId === ownId ? publicInstance(glue) : withVerifiedUser(glue, announcedInstance(server));
        instances.set(server.peerId, {instance, methods: [name]});
        return [instance];
    };
    for (const definitions of byName(glue, settings)) {
        const offering = serversOf(glue, definitions, filter).filter((server) =>
            isListedInstance(glue, server, settings),
        );
        if (offering.length && methods.length === mostListed) {
            isCut = true;
            break;
        }
        if (offering.length) {
            const {name} = definitions[0];
            methods.push({
                ...announcedMethod(definitions[0]),
                servers: offering.flatMap((server) => add(server, name)),
            });
        }
    }
    const servers = [...instances.values()].map((entry) => ({...entry.instance, methods: entry.methods}));
    return {methods, servers, problem: isCut ? tooMany : null};
}

/** The definitions of each name that matches, sorted by the names. */
function byName({interop}: Glue, settings: MethodsSettings): Method[][] {
    const found = new Map<string, Method[]>();
    for (const method of interop.methods(criteria(settings.filter))) {
        const isWanted = settings.filter.streams !== false || !method.supportsStreaming;
        if (isWanted && isUsableName(method.name) && isListedName(method.name, settings)) {
            const key = method.name.toLowerCase();
            found.set(key, [...(found.get(key) ?? []), method]);
        }
    }
    return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, definitions]) => definitions);
}

/** The instances that offer one of these definitions of a name. */
function serversOf({interop}: Glue, definitions: Method[], filter: MethodFilter): Instance[] {
    const [{name}] = definitions;
    if (filter.objectTypes || filter.flags || filter.streams !== undefined) {
        // A method's own `getServers` does not tell apart what differs only in these.
        const servers = interop.servers({...criteria(filter), name});
        return unique(filter.streams === false ? servers.filter((server) => isCallable(server, name)) : servers);
    }
    const distinct = new Map(definitions.map((method) => [`${method.accepts}\n${method.returns}`, method]));
    return unique([...distinct.values()].flatMap((method) => method.getServers()));
}

/** What the libraries themselves filter by. They do not find the methods that are no streams. */
function criteria({name, objectTypes, flags, streams}: MethodFilter): Partial<MethodDefinition> {
    return {name, objectTypes, flags, ...(streams && {supportsStreaming: true})};
}
