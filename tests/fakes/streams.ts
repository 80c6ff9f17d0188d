import type {Stream, StreamSubscription, SubscriptionRequest} from '../../src/connection/bus';

type Handlers = {
    subscriptionRequestHandler: (request: SubscriptionRequest) => void;
    subscriptionAddedHandler: (subscription: StreamSubscription) => void;
    subscriptionRemovedHandler: (subscription: StreamSubscription) => void;
};

/** A subscriber in another app, and what it has got. */
interface FakeSubscriber {
    received: object[];
    /** The items that only this subscriber was sent. */
    privately: object[];
    rejection?: string;
    isAccepted: boolean;
    leave: () => void;
}

interface Published {
    handlers: Handlers;
    subscriptions: (StreamSubscription & {deliver: (item: object) => void})[];
    /** The library never forgets one. */
    branches: Set<string>;
    isClosed?: boolean;
}

/** The streams of this page as the client libraries have them. */
export function createFakeStreams(isMethod: (name: string) => boolean) {
    const published = new Map<string, Published>();
    /** Every message that a push made: one for each branch that the library knows. */
    const messages: {item: object; branch: string}[] = [];

    const createStream = jest.fn(async ({name}: {name: string}, handlers: Handlers): Promise<Stream> => {
        if (published.has(name) || isMethod(name)) {
            throw `A stream with the name "${name}" already exists!`;
        }
        published.set(name, {handlers, subscriptions: [], branches: new Set()});
        const own = () => published.get(name) ?? {subscriptions: [], branches: new Set<string>()};
        return {
            name,
            push: (item: object, branches?: string | string[]) => {
                const wanted = branches === undefined ? undefined : [branches].flat();
                [...own().branches]
                    .filter((branch) => !wanted?.length || wanted.includes(branch))
                    .forEach((branch) => {
                        messages.push({item, branch});
                        own()
                            .subscriptions.filter(({branchKey}) => branchKey === branch)
                            .forEach(({deliver}) => deliver(item));
                    });
            },
            subscriptions: () => [...own().subscriptions],
            // The name is free when the gateway has answered.
            close: () => {
                const stream = published.get(name)!;
                Object.assign(stream, {isClosed: true, subscriptions: []});
                setTimeout(() => published.delete(name));
            },
        } as unknown as Stream;
    });

    return {
        createStream,
        published,
        messages,
        /** What another app's subscription does here. */
        subscribe: (name: string, args: object = {}, instance: object = {application: 'Excel', instance: 'x1'}) => {
            const stream = published.get(name)!;
            const subscriber: FakeSubscriber = {
                received: [],
                privately: [],
                isAccepted: false,
                leave: () => undefined,
            };
            const acceptOnBranch = (branchKey: string) => {
                const subscription = {
                    instance,
                    arguments: args,
                    branchKey,
                    deliver: (item: object) => subscriber.received.push(item),
                    push: (item: object) => {
                        subscriber.received.push(item);
                        subscriber.privately.push(item);
                    },
                } as unknown as Published['subscriptions'][number];
                subscriber.isAccepted = true;
                subscriber.leave = () => {
                    stream.subscriptions = stream.subscriptions.filter((other) => other !== subscription);
                    stream.handlers.subscriptionRemovedHandler(subscription);
                };
                stream.branches.add(branchKey);
                stream.subscriptions.push(subscription);
                stream.handlers.subscriptionAddedHandler(subscription);
            };
            stream.handlers.subscriptionRequestHandler({
                instance,
                arguments: args,
                accept: () => acceptOnBranch(''),
                acceptOnBranch,
                reject: (reason?: string) => {
                    subscriber.rejection = stream.isClosed ? 'the stream is gone' : reason;
                },
            } as SubscriptionRequest);
            return subscriber;
        },
        /** What a library does after a loss: the streams are there again, without subscriptions. */
        republish: () => {
            published.forEach((stream) => {
                stream.subscriptions = [];
                stream.branches = new Set();
            });
        },
    };
}
