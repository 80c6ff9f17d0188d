import {parseGatewayName} from '../../../../../src/connection/platforms/embedded/gatewayName';
import type {FakeLocks} from './fakeLocks';

/** The two ends of a MessageChannel. */
function fakeChannel() {
    const port = () => ({
        onmessage: null as ((event: {data: unknown}) => void) | null,
        peer: undefined as unknown,
        isClosed: false,
        postMessage(data: unknown) {
            const peer = this.peer as ReturnType<typeof port>;
            setTimeout(() => !peer.isClosed && peer.onmessage?.({data}));
        },
        close() {
            this.isClosed = true;
        },
    });
    const [here, there] = [port(), port()];
    here.peer = there;
    there.peer = here;
    return {here, there};
}

export interface RunningGateway {
    url: string;
    name: string;
    joined: string[];
    left: string[];
    received: unknown[];
    /** What pages say while its script is still loading. */
    unheard: (() => void)[] | undefined;
}

/**
 * Shared workers that behave as the gateway's: they hold the lock of their name, let pages in and echo what these say.
 * What starts at an address in `broken` never loads; one in `slow` loads when `load` is called; one in `hung` never answers.
 */
export function fakeWorkers(locks?: FakeLocks) {
    const running = new Map<string, RunningGateway>();
    const broken = new Set<string>();
    const hung = new Set<string>();
    const slow = new Set<string>();

    const start = (url: string, name: string): RunningGateway => {
        const key = `${url}#${name}`;
        const known = running.get(key);
        if (known) {
            return known;
        }
        const gateway: RunningGateway = {
            url,
            name,
            joined: [],
            left: [],
            received: [],
            unheard: slow.has(url) ? [] : undefined,
        };
        running.set(key, gateway);
        if (!gateway.unheard) {
            takeLock(name);
        }
        return gateway;
    };
    const takeLock = (name: string) => {
        if (parseGatewayName(name)) {
            void locks?.request(name, () => new Promise(() => undefined));
        }
    };

    class FakeSharedWorker {
        port;
        onerror: (() => void) | null = null;

        constructor(url: string, {name}: {name: string}) {
            const {here, there} = fakeChannel();
            this.port = here;
            if (broken.has(url)) {
                setTimeout(() => this.onerror?.());
                return;
            }
            const gateway = start(url, name);
            let page = '';
            there.onmessage = ({data}) => (gateway.unheard ? gateway.unheard.push(() => hear(data)) : hear(data));
            const hear = (data: unknown) => {
                const ours = (data as {dashGlue42?: {type: string; page: string}}).dashGlue42;
                if (ours?.type === 'join' && !hung.has(url)) {
                    page = ours.page;
                    gateway.joined.push(page);
                    there.postMessage({dashGlue42: {type: 'joined'}});
                } else if (ours?.type === 'leave') {
                    gateway.left.push(page);
                } else if (!ours) {
                    gateway.received.push(data);
                    there.postMessage({type: 'echo', data});
                }
            };
        }
    }

    return {
        SharedWorker: FakeSharedWorker,
        running: () => [...running.values()],
        broken,
        slow,
        load: (gateway: RunningGateway) => {
            const {unheard} = gateway;
            gateway.unheard = undefined;
            takeLock(gateway.name);
            unheard?.forEach((hear) => hear());
        },
        hung,
        die: (gateway: RunningGateway) => {
            running.delete(`${gateway.url}#${gateway.name}`);
            locks?.drop(gateway.name);
        },
    };
}
