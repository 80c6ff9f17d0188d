import {whileConnected} from '../connection/ask';
import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {type StreamListener, type StreamRequest, createStreamKeeper} from '../interop/streams/keepSubscribed';
import {createErrorSources} from './errorSources';
import {createItemReceivers} from './itemReceivers';
import {createRestartable} from './restartable';
import {type StreamSettings, batchSettings, readStreamSettings, streamSettingsProblem} from './streamSettings';

/** One subscription to a stream, and where its items go. */
export function createStreamSubscribeHost(component: DashComponent, connection: Connection) {
    const errors = createErrorSources(component);
    const receivers = createItemReceivers(component, errors);
    const subscription = createRestartable();
    const source = createRestartable();
    const sinks = createRestartable();
    const report = createReport(component);
    const listener: StreamListener = {
        onItem: receivers.push,
        onGap: receivers.markGap,
        onState: ({problem, ...state}) => {
            errors.set('subscription', 'subscribe', problem);
            report(state);
        },
    };
    const start = (settings: StreamSettings) => {
        receivers.forgetLatest();
        const stop = keepSubscribed(settings, connection, listener, report);
        return () => {
            stop();
            errors.set('subscription', 'subscribe', null);
        };
    };
    const rest = () => {
        report(noSubscription);
        return () => undefined;
    };

    return {
        restore: receivers.restore,
        update: (rendered: object) => {
            const settings = readStreamSettings(rendered);
            const {definition, args, target, active, to} = settings;
            const problem = streamSettingsProblem(settings);
            errors.set('settings', 'subscribe', problem === null ? null : {code: 'invalid_setting', message: problem});
            if (problem === null) {
                receivers.configure(batchSettings(settings));
                sinks.run([JSON.stringify(to)], () => {
                    receivers.setSinks(to);
                    return () => undefined;
                });
            }
            const isWanted = problem === null && active === true && definition !== undefined;
            const request = JSON.stringify([definition, args, target]);
            subscription.run([request, isWanted], () => (isWanted ? start(settings) : rest()));
            source.run([request], () => {
                receivers.discard();
                return () => undefined;
            });
        },
        dispose: () => {
            subscription.stop();
            receivers.stop();
        },
    };
}

function keepSubscribed(
    {definition, args, target}: StreamSettings,
    connection: Connection,
    listener: StreamListener,
    report: (state: Report) => void,
): () => void {
    const keep = createStreamKeeper({definition, args, target} as StreamRequest, listener);
    let isOver = false;
    const stop = whileConnected(connection, (glue) => {
        const end = keep(glue);
        return () => {
            end();
            if (!isOver) {
                report({status: 'disconnected', publishers: []});
            }
        };
    });
    return () => {
        isOver = true;
        stop();
    };
}

interface Report {
    status: string | null;
    publishers: object[];
}

const noSubscription: Report = {status: null, publishers: []};

/** Writes the state when it has changed. */
function createReport(component: DashComponent): (report: Report) => void {
    let last = JSON.stringify(noSubscription);
    return (report) => {
        const next = JSON.stringify(report);
        if (next !== last) {
            last = next;
            component.write(report);
        }
    };
}
