import type {Connection} from '../../connection/connection';
import {type DashComponent} from '../../dash/component';
import {storedProps} from '../../dash/store';
import {createCommandReader} from '../../delivery/commandReader';
import {broadcast, watchContexts} from '../../fdc3/contexts';
import {isText} from '../../values/isText';
import {omitNull} from '../../values/omitNull';
import {flagProblem, settingProblem} from '../../values/settingProblem';
import {createRestartable} from '../../async/restartable';
import {createAgentCommands} from './agentCommands';
import {createContextReport} from './contextReport';
import {createAgentSubscriber} from './agentSubscriber';
import {jsonText} from '../../values/jsonText';

// Those of the component's signature, for a None from Python, which arrives as null.
const defaults = {every: false, replay: false};

type Settings = typeof defaults & {contextType?: string | string[]; channelId?: string};

const readSettings = (rendered: object): Settings => ({...defaults, ...omitNull(rendered)});

/** Contexts of one channel, or of the page's. */
export function createFdc3ContextHost(component: DashComponent, connection: Connection) {
    const keepSubscribed = createAgentSubscriber(component, connection);
    const perform = createAgentCommands(component, connection, 'broadcast');
    const subscription = createRestartable();
    let settings = readSettings({});
    const report = createContextReport(component, () => settings.every);
    let hasWarned = false;

    const start = ({contextType, channelId, replay}: Settings) => {
        const contextTypes = contextType === undefined ? null : [...new Set([contextType].flat())];
        const end = keepSubscribed((agent, isWanted) =>
            watchContexts(
                agent,
                {contextTypes, channelId: channelId ?? null, replay},
                {
                    onContext: (event) => isWanted() && report.push(event),
                    onDropped: ({message}) => {
                        if (!hasWarned) {
                            hasWarned = true;
                            component.warn(`a context of another app was dropped: ${message}`);
                        }
                    },
                },
            ),
        );
        return () => {
            end();
            report.discard();
        };
    };
    const channelNow = () => readSettings(storedProps(component.node()) ?? settings).channelId ?? null;

    return {
        readers: {
            broadcast: createCommandReader(component, 'broadcast', (command) => {
                // One callback may write the command and, for the next one, another channel.
                const channelId = channelNow();
                void perform(command, (agent) => broadcast(agent, command, channelId));
            }),
        },
        restore: report.restore,
        update: (rendered: object) => {
            settings = readSettings(rendered);
            const {contextType, channelId, replay} = settings;
            const problem = settingsProblem(settings);
            subscription.run([problem, jsonText(contextType), channelId, replay], () => {
                if (problem !== null) {
                    component.setError('subscribe', {code: 'invalid_setting', message: problem});
                    return undefined;
                }
                component.clearError();
                return start(settings);
            });
        },
        // Not when React takes it out: the contexts of a component that Dash replaces have been seen.
        dispose: subscription.stop,
    };
}

function settingsProblem({contextType = 'x', channelId = 'x', every, replay}: Settings): string | null {
    const areTypes = (value: unknown) =>
        Array.isArray(value) ? value.length > 0 && value.every(isText) : isText(value);
    return (
        settingProblem({contextType}, areTypes, 'a context type or a list of them') ??
        settingProblem({channelId}, isText, 'the id of a channel') ??
        flagProblem({every, replay})
    );
}
