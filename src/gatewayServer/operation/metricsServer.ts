import http from 'node:http';
import type {AddressInfo} from 'node:net';
import {listen} from '../listen';
import type {Log} from '../log';
import {requestTimeoutMs} from '../timeouts';
import {type Metrics, addProcessMetrics} from './metrics';
import type {MetricsOptions} from './options';

/** Answers Prometheus on an address of its own, which clients need not reach. Does nothing without a port. */
export async function serveMetrics(
    metrics: Metrics,
    {metricsHost, metricsPort}: MetricsOptions,
    log: Log,
): Promise<void> {
    if (metricsPort === undefined) {
        return;
    }
    addProcessMetrics(metrics);
    const server = http.createServer(
        {requestTimeout: requestTimeoutMs, headersTimeout: requestTimeoutMs},
        (request, response) => void answer(metrics, request, response),
    );
    await listen(server, metricsHost, metricsPort);
    // It is no reason for the process to stay.
    server.unref();
    const {address, port} = server.address() as AddressInfo;
    log.write(
        'info',
        'metrics_listening',
        `metrics on http://${address.includes(':') ? `[${address}]` : address}:${port}/metrics`,
    );
}

async function answer(
    {registry}: Metrics,
    {method, url}: http.IncomingMessage,
    response: http.ServerResponse,
): Promise<void> {
    if (url !== '/metrics' || method !== 'GET') {
        response.writeHead(404).end();
        return;
    }
    const text = await registry.metrics();
    response.writeHead(200, {'Content-Type': registry.contentType, 'Cache-Control': 'no-store'}).end(text);
}
