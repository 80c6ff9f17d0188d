import type {Connection} from '../../connection/connection';
import {type DashComponent} from '../../dash/component';
import {createCommandReader} from '../../delivery/commandReader';
import {createEventQueue} from '../../delivery/eventQueue';
import {type Fdc3Problem, fdc3Problem} from '../../fdc3/fdc3Problem';
import {type RaiseOptions, type RaiseResult, findIntents, raise, readRaiseCommand} from '../../fdc3/intents';
import {withAgent} from '../../fdc3/withAgent';
import {trace} from '../../trace/trace';
import {randomId} from '../../values/randomId';
import {createAwaitedResults} from '../awaitedResults';
import {createAgentCommands} from './agentCommands';
import {createResolver} from './resolver';
import {createAgentSubscriber} from './agentSubscriber';

const noResult: Omit<RaiseResult, 'error'> = {intent: null, source: null, context: null, channelId: null};

/** The intents that one Fdc3Intents raises, and their results. */
export function createFdc3IntentsHost(component: DashComponent, connection: Connection) {
    const keepSubscribed = createAgentSubscriber(component, connection);
    const perform = createAgentCommands(component, connection, 'find');
    const delivered = createEventQueue(component, 'delivered');
    const results = createEventQueue(component, 'result');
    const resolver = createResolver(component);

    const raiseEntry = async (entry: unknown, id: string, onDelivered?: RaiseOptions['onDelivered']) => {
        const since = Date.now();
        const life = new AbortController();
        const options = {choose: resolver.chooserFor(id, life.signal), onDelivered};
        const result = await tryToRaise(connection, entry, options, since);
        life.abort();
        recordRaised(component, entry, since, result);
        return result;
    };
    const raiseAndReport = async (entry: unknown) => {
        const {raiseId: given, meta} = (entry ?? {}) as {raiseId?: unknown; meta?: unknown};
        const raiseId = typeof given === 'string' && given ? given : randomId();
        const result = await raiseEntry(entry, raiseId, (source) => delivered.push({raiseId, source}));
        results.push({raiseId, ...result, meta: meta ?? null});
    };
    const awaited = createAwaitedResults(
        async (entry) => {
            const {invocationId} = entry as {invocationId: string};
            return {invocationId, ...(await raiseEntry(entry, invocationId))};
        },
        (invocationId, error) => ({invocationId, ...noResult, error: {...error, fdc3: null} as Fdc3Problem}),
        component.write,
    );
    return {
        readers: {
            raiseIntent: createCommandReader(component, 'raiseIntent', (command) =>
                (Array.isArray(command) ? command : [command]).forEach((entry) => void raiseAndReport(entry)),
            ),
            find: createCommandReader(
                component,
                'find',
                (command) =>
                    void perform(command, async (agent) => component.write({found: await findIntents(agent, command)})),
            ),
            choose: createCommandReader(component, 'choose', resolver.answer),
            await: createCommandReader(component, 'await', awaited.act),
        },
        restore: () => [delivered, results, resolver].forEach(({restore}) => restore()),
        onMount: () => {
            awaited.repeat();
            // Nothing goes on; a page without an agent has an error at once, not at the first intent.
            return keepSubscribed(() => Promise.resolve(() => undefined));
        },
        dispose: () => resolver.end(),
    };
}

async function tryToRaise(
    connection: Connection,
    entry: unknown,
    options: RaiseOptions,
    since: number,
): Promise<RaiseResult> {
    try {
        const command = readRaiseCommand(entry);
        return await withAgent(connection, (agent) => raise(agent, command, options), {since});
    } catch (reason) {
        return {...noResult, error: fdc3Problem(reason)};
    }
}

function recordRaised({label}: DashComponent, command: unknown, writtenAt: number, {error}: RaiseResult): void {
    trace.record?.(randomId(), {
        step: 'performed',
        component: label,
        prop: 'raiseIntent',
        command,
        writtenAt,
        problem: error ?? undefined,
    });
}
