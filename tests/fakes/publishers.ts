import type {Glue} from '../../src/connection/bus';

/** What a publisher does with a request: accepts it, rejects it in these words, or never answers. */
type Answer = 'accept' | {reject: string} | 'silence';

interface Options {
    arguments: object;
    target: {peerId: string};
    methodResponseTimeout: number;
    onData: (event: {data: unknown}) => void;
    onClosed: () => void;
}

/** A subscription as the library has it. `close` of its handle closes what the library has made of it last. */
interface Subscription {
    options: Options;
    publisher?: Publisher;
    handle?: {stream: {name: string}; subscriptionData: {trackedServers: object[]}; close: () => void};
}

interface Publisher {
    server: {application: string; instance: string; peerId: string; isLocal: boolean; user: string};
    name: string;
    answer: Answer;
    subscriptions: Set<Subscription>;
}

type Listener = (event: {method: {name: string}; server: object}) => void;

/** The streams of a bus in memory, with what the client libraries do at losses and returns. */
export function createFakePublishers() {
    let publishers: Publisher[] = [];
    const added = new Set<Listener>();
    const removed = new Set<Listener>();
    /** What the library subscribes to again after a loss: what was under way, and what publishers have just closed. */
    let remembered: Subscription[] = [];
    /** Those of `remembered` that were under way at the loss, which the page can still close. */
    const drained = new Set<Subscription>();
    const requests: {peerId: string; args: object}[] = [];
    const listen = (listeners: Set<Listener>) => (listener: Listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
    };
    const announce = (listeners: Set<Listener>, {name, server}: Publisher) =>
        [...listeners].forEach((listener) => listener({method: {name}, server}));

    function subscribe(
        subscription: Subscription,
        settle: {resolve: (handle: object) => void; reject: (e: object) => void},
    ) {
        const {options} = subscription;
        const publisher = publishers.find(({server}) => server.peerId === options.target.peerId);
        if (!publisher) {
            setTimeout(
                () => settle.reject({message: 'Subscription failed. No available servers matched the target params.'}),
                500,
            );
            return;
        }
        requests.push({peerId: publisher.server.peerId, args: options.arguments});
        if (publisher.answer === 'silence') {
            remembered.push(subscription);
            const limit = options.methodResponseTimeout;
            setTimeout(() => settle.reject({message: `Subscription attempt timed out after ${limit} ms.`}), limit);
        } else if (publisher.answer === 'accept') {
            subscription.publisher = publisher;
            publisher.subscriptions.add(subscription);
            const handle = (subscription.handle ??= {
                stream: {name: publisher.name},
                subscriptionData: {trackedServers: []},
                close: () => {
                    const {publisher: present} = subscription;
                    if (handle.subscriptionData.trackedServers.length && !publishers.includes(present!)) {
                        throw new TypeError('the library looks for a publisher that is not in its list');
                    }
                    remembered = remembered.filter((each) => each !== subscription || !drained.has(each));
                    if (present!.subscriptions.delete(subscription)) {
                        options.onClosed();
                    }
                },
            });
            handle.subscriptionData.trackedServers = [publisher.server];
            settle.resolve(subscription.handle);
        } else {
            const words = `Subscription rejected by user. ${publisher.answer.reject}`;
            settle.reject({message: `Subscription rejected. Publisher said "${words}". Called with:{}`});
        }
    }

    const interop = {
        instance: {peerId: 'me'},
        servers: (filter?: {name: string}) =>
            publishers
                .filter(({name}) => !filter || String(name).toLowerCase() === filter.name.toLowerCase())
                .map(({server}) => server),
        serverMethodAdded: listen(added),
        serverMethodRemoved: listen(removed),
        subscribe: (_: object, options: Options) =>
            new Promise((resolve, reject) => subscribe({options}, {resolve, reject})),
    };

    function remove(publisher: Publisher) {
        publishers = publishers.filter((each) => each !== publisher);
        const closed = [...publisher.subscriptions];
        publisher.subscriptions.clear();
        remembered.push(...closed);
        closed.forEach(({options}) => options.onClosed());
        announce(removed, publisher);
    }

    function add(publisher: Publisher) {
        publishers.push(publisher);
        announce(added, publisher);
    }

    return {
        glue: {interop} as unknown as Glue,
        requests,
        listenerCount: () => added.size + removed.size,
        publish: (
            peerId: string,
            {name = 'Prices', instance = peerId, isLocal = false, answer = 'accept' as Answer, user = 'everybody'} = {},
        ) => {
            const server = {application: `App ${instance}`, instance, peerId, isLocal, user};
            const publisher: Publisher = {server, name, answer, subscriptions: new Set()};
            add(publisher);
            return {
                server,
                push: (...items: unknown[]) =>
                    items.forEach((data) =>
                        [...publisher.subscriptions].forEach(({options}) => options.onData({data})),
                    ),
                count: () => publisher.subscriptions.size,
                answer: (next: Answer) => (publisher.answer = next),
                leave: () => remove(publisher),
                comeBack: () => add(publisher),
                closeSubscriptions: () =>
                    [...publisher.subscriptions].forEach((subscription) => subscription.handle!.close()),
            };
        },
        /** The page loses the bus: the library forgets the publishers, and what it was subscribed to is drained. */
        lose: () => {
            const lost = publishers;
            publishers = [];
            lost.forEach((publisher) => {
                remembered.push(...publisher.subscriptions);
                publisher.subscriptions.forEach((subscription) => drained.add(subscription));
                publisher.subscriptions.clear();
                announce(removed, publisher);
            });
            return {
                /** What the library will subscribe to again, which delays the return when a publisher does not answer. */
                remembered: () => remembered.length,
                /** The bus is back, with the same publishers; the library subscribes again by itself. */
                restore: () => {
                    lost.forEach(add);
                    const again = remembered;
                    remembered = [];
                    drained.clear();
                    again.forEach((each) => subscribe(each, {resolve: () => undefined, reject: () => undefined}));
                },
            };
        },
    };
}
