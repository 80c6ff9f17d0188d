import {whileConnected} from '../connection/ask';
import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {type StreamListener, type StreamRequest, createStreamKeeper} from '../interop/streams/keepSubscribed';
import {createErrorSources} from './errorSources';
import {createItemReceivers} from './itemReceivers';
import {createRestartable} from '../async/restartable';
import {createStateProps} from './stateProps';
import {
    type SubscribeSettings,
    batchSettings,
    readSubscribeSettings,
    subscribeSettingsProblem,
} from './subscribeSettings';
import {jsonText} from '../values/jsonText';

/** One subscription to a stream, and where its items go. */
export function createStreamSubscribeHost(component: DashComponent, connection: Connection) {
    const errors = createErrorSources(component);
    const receivers = createItemReceivers(component, errors);
    const subscription = createRestartable();
    const source = createRestartable();
    const sinks = createRestartable();
    const state = createStateProps<State>(component, noSubscription);
    const listener: StreamListener = {
        onItem: receivers.push,
        onGap: receivers.markGap,
        onState: ({problem, ...present}) => {
            errors.set('subscription', 'subscribe', problem);
            state.show(present);
        },
    };
    const start = (settings: SubscribeSettings) => {
        receivers.forgetLatest();
        const stop = keepSubscribed(settings, connection, listener, state.show);
        return () => {
            stop();
            errors.set('subscription', 'subscribe', null);
        };
    };

    return {
        restore: receivers.restore,
        onMount: () => [errors, state].forEach(({repeat}) => repeat()),
        update: (rendered: object) => {
            const settings = readSubscribeSettings(rendered);
            const {definition, args, target, active, to} = settings;
            const problem = subscribeSettingsProblem(settings);
            errors.set('settings', 'subscribe', problem === null ? null : {code: 'invalid_setting', message: problem});
            if (problem === null) {
                receivers.configure(batchSettings(settings));
                sinks.run([jsonText(to)], () => receivers.setSinks(to));
            }
            const isWanted = problem === null && active === true && definition !== undefined;
            const request = jsonText([definition, args, target]);
            subscription.run([request, isWanted], () => (isWanted ? start(settings) : state.show(noSubscription)));
            source.run([request], receivers.discard);
        },
        dispose: () => {
            subscription.stop();
            receivers.stop();
        },
    };
}

function keepSubscribed(
    {definition, args, target}: SubscribeSettings,
    connection: Connection,
    listener: StreamListener,
    show: (state: State) => void,
): () => void {
    const keep = createStreamKeeper({definition, args, target} as StreamRequest, listener);
    let isOver = false;
    const stop = whileConnected(connection, (glue) => {
        const end = keep(glue);
        return () => {
            end();
            if (!isOver) {
                show({status: 'disconnected', publishers: []});
            }
        };
    });
    return () => {
        isOver = true;
        stop();
    };
}

interface State {
    status: string | null;
    publishers: object[];
}

const noSubscription: State = {status: null, publishers: []};
