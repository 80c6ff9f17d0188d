import {patchGlue} from '../../src/connection/clientLibrary/patchGlue';
import {type Connection, createConnection} from '../../src/connection/connection';
import {connectCore} from '../../src/connection/coreClient/connectCore';
import type {Connector, GatewayMessage} from '../../src/connection/coreClient/transport';
import {type Engine, clientLimits} from '../../src/values/gatewayEngine';

// The engine takes this environment for Node.
globalThis.setImmediate ??= ((run: () => void) => setTimeout(run)) as unknown as typeof setImmediate;
const {create, configure_logging} = jest.requireActual<{
    create: (config: object) => Engine<GatewayMessage>;
    configure_logging: (config: object) => void;
}>('@glue42/gateway-web/node/gateway-web.js');
configure_logging({level: 'error'});

const copy = <T>(message: T): T => JSON.parse(JSON.stringify(message)) as T;

/** A bus of real parts in one process: the vendor's gateway, and pages with the vendor's core library. */
export function createGatewayBus() {
    let gateway = start();
    const losers = new Set<() => void>();
    const pages: (() => void)[] = [];

    async function start(): Promise<Engine<GatewayMessage>> {
        const engine = create({clients: clientLimits});
        await engine.start();
        return engine;
    }

    const createConnector = (): Connector => ({
        connect: async (events) => {
            let receive: (message: GatewayMessage) => void = () => undefined;
            const client = await (await gateway).connect((_, message) => receive(copy(message)));
            const end = () => {
                losers.delete(lose);
                receive = () => undefined;
            };
            const lose = () => {
                end();
                events.onLost();
            };
            losers.add(lose);
            return {
                post: (message) => client.send(copy(message)),
                listen: (listener) => (receive = listener),
                leave: () => {
                    end();
                    client.disconnect();
                },
            };
        },
        close: () => undefined,
    });

    return {
        /** Opens a page; it is connected when its state says so. */
        openPage: (application: string): Connection => {
            const connection = createConnection({
                connectors: {
                    embedded: (request) =>
                        connectCore({
                            ...request,
                            platform: 'embedded',
                            application,
                            connector: createConnector(),
                            name: 'The bus',
                        }),
                } as Parameters<typeof createConnection>[0]['connectors'],
                detectPlatform: () => 'embedded',
                watchForPlatform: () => () => Promise.resolve(false),
                refusal: () => Promise.reject(new Error('no other page asks')),
                readLibSettings: () => ({}),
                loadPatchGlue: () => Promise.resolve(patchGlue),
                application,
            });
            pages.push(connection.open({type: 'embedded'}));
            return connection;
        },
        /** The gateway ends without a word; pages that come back reach a new one with nothing in it. */
        kill: () => {
            gateway = start();
            [...losers].forEach((lose) => lose());
        },
        /** All pages leave. */
        close: () => pages.splice(0).forEach((close) => close()),
    };
}

/** Resolves when the condition holds. */
export async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
        await new Promise((resolve) => setTimeout(resolve, 5));
    }
}
