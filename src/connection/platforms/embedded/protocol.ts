import type {GatewayMessage} from '../../coreClient/transport';

/** From page to gateway, first: let me in. `page` is the name of the lock that the page holds as long as it lives. */
export interface Join {
    type: 'join';
    page: string;
    /** The name of the BroadcastChannel on which this page wants to be answered, if it came over one. */
    replyChannel?: string;
}

/** From gateway to page: from now on all else on this channel are the gateway's own messages. */
interface Joined {
    type: 'joined';
}

/** From gateway to page: the gateway did not start. */
interface Refused {
    type: 'refused';
    message: string;
}

/** From page to gateway, last. */
interface Leave {
    type: 'leave';
}

/** Our own few messages, distinguished from the gateway's by their only key. */
export interface Envelope<Content> {
    dashGlue42: Content;
}

export type ToGateway = Envelope<Join | Leave> | GatewayMessage;
export type ToPage = Envelope<Joined | Refused> | GatewayMessage;

export const isEnvelope = <M extends ToGateway | ToPage>(message: M): message is Extract<M, Envelope<unknown>> =>
    'dashGlue42' in message;

/** What MessagePort and BroadcastChannel have in common. */
interface Channel<In, Out> {
    onmessage: ((event: MessageEvent<In>) => void) | null;
    postMessage: (message: Out) => void;
    close: () => void;
}

export type ClientPort = Channel<ToPage, ToGateway>;
export type GatewayPort = Channel<ToGateway, ToPage>;
