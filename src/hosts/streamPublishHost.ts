import {statsIntervalMs, subscribersIntervalMs} from '../async/timeouts';
import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {createCommandReader} from '../delivery/commandReader';
import {methodName} from '../interop/definition';
import {keepRegistered} from '../interop/registration';
import {createPublisher} from '../interop/streams/publisher';
import {type PublishSettings, publishSettingsProblem} from '../interop/streams/publishSettings';
import {problemOf} from '../values/busError';
import {omitNull} from '../values/omitNull';
import {createDecisions} from './decisions';
import {createOffering} from './offering';
import {createReport} from './report';
import {offerPush} from './scriptPush';

// Those of the component's signature, for a None from Python, which arrives as null.
const defaults = {snapshot: true, maxPending: 100000, maxRate: 2000, accept: 'all' as const};

/** One stream on the bus, what is pushed into it, and its subscribers. */
export function createStreamPublishHost(component: DashComponent, connection: Connection) {
    /** The last ones that were right. */
    let settings: PublishSettings = {...defaults, definition: ''};

    const {server, decide} = createDecisions(component, () => methodName(settings.definition));
    const publisher = createPublisher(connection, {
        settings: () => settings,
        decide,
        onStats: () => stats.announce(),
        onSubscribers: () => subscribers.announce(),
    });
    const stats = createReport(component, 'stats', statsIntervalMs, publisher.stats);
    const subscribers = createReport(component, 'subscribers', subscribersIntervalMs, publisher.subscribers);
    const push = createPush(component, publisher.push);
    const withdrawPush = offerPush(component.id, push);
    const offering = createOffering(component, connection, {
        server,
        register: (onOutcome) => {
            const stop = keepRegistered(connection, publisher.offer(), onOutcome, component.label);
            return () => {
                stop();
                publisher.lose();
            };
        },
        onLoss: publisher.lose,
    });

    return {
        readers: {push: createCommandReader(component, 'push', push), decide: server.answer},
        restore: () => server.restore(),
        onMount: () => [stats, subscribers].forEach(({repeat}) => repeat()),
        update: (rendered: object) => {
            const next = {...defaults, ...omitNull(rendered)} as PublishSettings;
            const problem = publishSettingsProblem(next);
            settings = problem === null ? next : settings;
            offering.update(problem, settings.definition);
        },
        dispose: () => {
            offering.end();
            [withdrawPush, stats.stop, subscribers.stop].forEach((stop) => stop());
        },
    };
}

/** Takes what is pushed. A failure stands in `error` until the next success. */
function createPush(component: DashComponent, push: (command: unknown) => void): (command: unknown) => void {
    let hasFailed = false;
    return (command) => {
        try {
            push(command);
        } catch (reason) {
            hasFailed = true;
            component.setCommandError('push', problemOf(reason, 'invalid_command'));
            return;
        }
        if (hasFailed) {
            hasFailed = false;
            component.clearError();
        }
    };
}
