import type {Connection} from '../../connection/connection';
import {storedProps} from '../../dash/store';
import type {Fdc3Agent} from '../../fdc3/agent';
import {readSource} from '../../fdc3/readContext';
import {componentsOf} from '../registry';

const announced = new WeakSet<Fdc3Agent>();

/** Keeps `Glue42.fdc3` up to date with the agent that the page has chosen. */
export function announceAgent(agent: Fdc3Agent, connection: Connection): void {
    if (announced.has(agent)) {
        return;
    }
    announced.add(agent);
    const update = async () => {
        const fdc3 = await describe(agent);
        const text = JSON.stringify(fdc3);
        for (const component of componentsOf('Glue42')) {
            if (JSON.stringify(storedProps(component.node())?.fdc3) !== text) {
                component.write({fdc3});
            }
        }
    };
    // A Glue42 that comes later connects; with another bus the app's instance is another one.
    connection.subscribe(() => {
        if (connection.state().status === 'connected') {
            update().catch(() => undefined);
        }
    });
    update().catch(() => undefined);
}

async function describe(agent: Fdc3Agent): Promise<object> {
    const {provider, fdc3Version, appMetadata} = await agent.getInfo();
    return {agent: agent.kind, provider, fdc3Version, appMetadata: readSource(appMetadata)};
}
