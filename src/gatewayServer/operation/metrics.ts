import {Counter, Gauge, Histogram, Registry, collectDefaultMetrics} from 'prom-client';

// Every label has a few values that stand here. A client's text is never one, and a bus's name is such a text too: what one
// gateway has to keep, and Prometheus after it, would be as much as its clients like.
const outcomes = ['answered', 'callee_failed', 'not_delivered', 'caller_left'] as const;
const refusals = ['origin', 'path', 'full', 'draining', 'login', 'login_later', 'renewal', 'message'] as const;
const cutOffs = ['login', 'message', 'rate', 'silent', 'token', 'unread', 'waiting'] as const;

/** How an invocation ended. */
export type Outcome = (typeof outcomes)[number];
/** What was refused: opening a WebSocket (the first four), a login, a new token, a message. */
export type Refused = (typeof refusals)[number];
/** Why the gateway closed a connection. */
export type CutOff = (typeof cutOffs)[number];

/** What is counted where it happens. */
export interface Metrics {
    messages: {received: number; sent: number};
    invocationEnded: (outcome: Outcome, ms: number) => void;
    refused: (what: Refused) => void;
    cutOff: (why: CutOff) => void;
    /** Messages that a client sent, and that no engine gets because the client was cut off. */
    dropped: (count: number) => void;
    /** As Prometheus reads it. */
    registry: Registry;
}

interface Connection {
    queue: {isSlowedDown: boolean; bytes: number};
    socket: {bufferedAmount: number};
}

/** What is looked at when Prometheus asks. */
export interface Watched {
    connections: Iterable<Connection>;
    buses: () => number;
}

export function createMetrics(watched: Watched): Metrics {
    const registry = new Registry();
    const registers = [registry];
    const counter = <Label extends string>(name: string, help: string, label: string, values: readonly Label[]) => {
        const counted = new Counter({name: prefix + name, help, labelNames: [label], registers});
        // A counter that is not there yet looks to Prometheus like one that has never risen.
        values.forEach((value) => counted.inc({[label]: value}, 0));
        return (value: Label) => counted.inc({[label]: value});
    };
    const countOutcome = counter('invocations_total', 'Invocations that have ended', 'outcome', outcomes);
    const latency = new Histogram({
        name: `${prefix}invocation_duration_seconds`,
        help: 'From an invocation to its answer, without those whose caller left',
        buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
        registers,
    });
    const dropped = new Counter({
        name: `${prefix}dropped_messages_total`,
        help: 'Messages that were not passed on because their sender was cut off',
        registers,
    });
    const messages = {received: 0, sent: 0};
    addMessages(registry, messages);
    addGauges(registry, watched);
    return {
        messages,
        invocationEnded: (outcome, ms) => {
            countOutcome(outcome);
            if (outcome !== 'caller_left') {
                latency.observe(ms / 1000);
            }
        },
        refused: counter('refusals_total', 'What was refused', 'what', refusals),
        cutOff: counter('cut_offs_total', 'Connections that the gateway closed', 'why', cutOffs),
        dropped: (count) => dropped.inc(count),
        registry,
    };
}

/** Adds what Node tells of the process: memory, CPU, garbage collection, how late the event loop is. */
export function addProcessMetrics({registry}: Metrics): void {
    collectDefaultMetrics({register: registry});
}

const prefix = 'dash_glue42_gateway_';

/** Counted as plain numbers, since there are thousands a second. */
function addMessages(registry: Registry, messages: Metrics['messages']): void {
    new Counter({
        name: `${prefix}messages_total`,
        help: 'Messages passed on to buses (received), and from buses to clients (sent)',
        labelNames: ['direction'],
        registers: [registry],
        collect() {
            this.reset();
            this.inc({direction: 'received'}, messages.received);
            this.inc({direction: 'sent'}, messages.sent);
        },
    });
}

function addGauges(registry: Registry, {connections, buses}: Watched): void {
    const gauge = (name: string, help: string, read: () => number) =>
        new Gauge({
            name: prefix + name,
            help,
            registers: [registry],
            collect() {
                this.set(read());
            },
        });
    const sum = (read: (connection: Connection) => number) =>
        [...connections].reduce((total, connection) => total + read(connection), 0);
    gauge('connections', 'Open WebSockets', () => sum(() => 1));
    gauge('buses', 'Buses', buses);
    gauge('slowed_down_clients', 'Clients that send faster than they may, and wait', () =>
        sum(({queue}) => Number(queue.isSlowedDown)),
    );
    gauge('waiting_bytes', 'Sent by clients, and not passed on yet', () => sum(({queue}) => queue.bytes));
    gauge('unread_bytes', 'Sent to clients, and not read yet', () => sum(({socket}) => socket.bufferedAmount));
}
