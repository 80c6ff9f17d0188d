import type {IncomingMessage, ServerResponse} from 'node:http';
import {busAt} from '../busName';

/** What the port for clients says about the gateway to programs that ask without a WebSocket. */
export interface NodeState {
    node: string;
    clients: () => number;
    /** Why it should get no clients now; undefined when it should. */
    whyNotReady: () => 'starting' | 'draining' | undefined;
}

interface Answer {
    status: number;
    body: object;
}

export function answer(request: IncomingMessage, response: ServerResponse, state: NodeState): void {
    const {method, url = ''} = request;
    const isRead = method === 'GET' || method === 'HEAD';
    const {status, body} = (isRead ? answerTo(url, state) : undefined) ?? {status: 404, body: {status: 'not found'}};
    response.writeHead(status, {'Content-Type': 'application/json', 'Cache-Control': 'no-store'});
    response.end(method === 'HEAD' ? undefined : JSON.stringify(body));
}

function answerTo(url: string, state: NodeState): Answer | undefined {
    if (url === '/health') {
        return {status: 200, body: {status: 'ok', clients: state.clients()}};
    }
    const problem = state.whyNotReady();
    if (url === '/ready') {
        return problem ? {status: 503, body: {status: problem}} : {status: 200, body: {status: 'ready'}};
    }
    // Which node the proxy leads the clients of a bus to: not to one that drains, as with clients.
    if (url.startsWith('/bus/') && typeof busAt(url) === 'string') {
        return problem === 'draining'
            ? {status: 503, body: {status: problem}}
            : {status: 200, body: {node: state.node}};
    }
    return undefined;
}
