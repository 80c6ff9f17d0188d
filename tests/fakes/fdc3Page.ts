import {createBusAgent} from '../../src/fdc3/bus/busAgent';
import {createFakeBus, createFakeConnection} from './bus';
import {placeComponent} from './dashComponent';
import {createDashStore, flush, nextTask} from './dashStore';
import {createFakeAgent} from './fdc3Agent';

/**
 * A page on a gateway whose bus agent is a fake. The test file has to mock '…/fdc3/bus/busAgent'.
 */
export function createFdc3Page(
    name: string,
    definitions: Parameters<typeof createDashStore>[0] = [],
    props: object = {},
) {
    delete window.fdc3;
    const fake = createFakeAgent();
    (createBusAgent as jest.Mock).mockReturnValue(fake.agent);
    const connection = createFakeConnection();
    const bus = {...createFakeBus().bus, platform: 'gateway' as const};
    const connect = () => connection.set({status: 'connected', bus});
    const lose = () => connection.set({status: 'disconnected', bus, error: {code: 'connection_lost', message: 'lost'}});
    const dash = createDashStore(definitions);
    const placed = placeComponent(name, dash, 'it', props as {[prop: string]: unknown});
    return {...fake, connection, connect, lose, bus, dash, ...placed};
}

/** Lets lazy files load as well. */
export async function settle(): Promise<void> {
    for (let turn = 0; turn < 5; turn++) {
        await nextTask();
        await flush();
    }
}
