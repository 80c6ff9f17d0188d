import type {Connection} from '../../connection/connection';
import {type DashComponent} from '../../dash/component';
import type {Fdc3Agent} from '../../fdc3/agent';
import {fdc3Problem} from '../../fdc3/fdc3Problem';
import {withAgent} from '../../fdc3/withAgent';
import {createCommandQueue} from '../commandQueue';

/** The commands of one prop, performed when the page has its agent. The function resolves to whether a command was done. */
export function createAgentCommands<Prop extends string>(
    component: DashComponent,
    connection: Connection,
    prop: Prop,
    {isLatestOnly = false}: {isLatestOnly?: boolean} = {},
) {
    const enqueue = createCommandQueue<Prop, Fdc3Agent>(component, connection, {
        ask: withAgent,
        problemFor: fdc3Problem,
        latestOnly: isLatestOnly ? prop : undefined,
    });
    return (command: unknown, perform: (agent: Fdc3Agent) => Promise<void>): Promise<boolean> =>
        enqueue(prop, command, perform);
}
