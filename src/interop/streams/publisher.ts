import type {SubscriptionRequest} from '../../connection/bus';
import type {Connection} from '../../connection/connection';
import {methodName} from '../definition';
import type {Offer} from '../registration';
import {type Decide, createAdmission} from './admission';
import {Outlet} from './outlet';
import {readPush} from './readPush';
import {streamOffer, whenTaken} from './streamOffer';
import type {PublishSettings} from './publishSettings';
import {createSubscribers} from './subscribers';

interface Options {
    settings: () => PublishSettings;
    /** Asks the app, if the settings say so. Resolves with an id for the subscriber, rejects with a Problem. */
    decide: (request: SubscriptionRequest) => Promise<{subscriptionId: string; branches: string[] | null}>;
    onStats: () => void;
    onSubscribers: () => void;
}

/** Publishes items in one stream: admits subscribers, and sends them what is pushed. */
export function createPublisher(connection: Connection, {settings, decide, onStats, onSubscribers}: Options) {
    const subscribers = createSubscribers();
    let offer: ReturnType<typeof streamOffer> | undefined;
    // After a loss the libraries offer the stream again before the page counts as connected: these are quick.
    let early: SubscriptionRequest[] = [];

    const isUp = () => connection.state().status === 'connected';
    const stream = () => (isUp() ? offer?.stream() : undefined);
    const askApp: Decide = async (request) => {
        const {subscriptionId, branches} = await decide(request);
        subscribers.name(request, subscriptionId);
        return branches;
    };
    const admission = createAdmission(() => {
        const {definition, branchBy, accept} = settings();
        return {name: methodName(definition), branchBy, isUp, decide: accept === 'ask' ? askApp : undefined};
    });
    const outlet = new Outlet({
        settings,
        stream,
        subscribers,
        whenTaken: async () => {
            const glue = connection.state().bus?.glue;
            return glue ? whenTaken(glue) : undefined;
        },
        onStats,
    });

    return {
        /** The stream of the present definition, to be kept registered. */
        offer: (): Offer => {
            offer = streamOffer(settings().definition, {
                onRequest: (request) => (isUp() ? admission.handle(request) : early.push(request)),
                whenIdle: admission.whenIdle,
                onAdded: (subscription) => {
                    outlet.welcome(subscription);
                    onSubscribers();
                },
                onRemoved: (subscription) => {
                    outlet.dismiss(subscription);
                    onSubscribers();
                },
            });
            return offer;
        },
        /** The stream has left the bus, or the bus is away. */
        lose: (): void => {
            early = [];
            admission.forgetBranches();
            outlet.lose();
            onSubscribers();
        },
        /** The bus is back. */
        comeBack: (): void => early.splice(0).forEach(admission.handle),
        push: (command: unknown): void => outlet.push(readPush(command, settings())),
        stats: () => outlet.stats(),
        subscribers: () => subscribers.list(connection.state().bus?.glue, stream()?.subscriptions() ?? []),
    };
}
