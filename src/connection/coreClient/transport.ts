import type {ErrorCode, Problem} from '../../values/busError';

/** What the client library and the gateway say to each other; handed through untouched. */
export interface GatewayMessage {
    type: string;
}

/** Carries the messages between a page and one gateway. */
export interface Transport {
    post: (message: GatewayMessage) => void;
    /** Hands over what the gateway says from now on. */
    listen: (listener: (message: GatewayMessage) => void) => void;
    /** Reports to the gateway that this page has gone. */
    leave: () => void;
}

/** What happens to a transport. */
export interface TransportEvents {
    /**
     * The gateway behind it has gone, or cannot be reached any more. `refused`: it does not let this page in, and may do so
     * when the page comes back with a new token.
     */
    onLost: (reason?: string, code?: ErrorCode) => void;
    /** The gateway does not let this page in. */
    onRejected: (reason: string) => void;
    /** It takes long to reach one. */
    onWaiting: (problem: Problem) => void;
}

/** How the gateway of one bus is reached: the first time, and again after each loss. */
export interface Connector {
    /** Waits for a gateway that may still come, until the signal is aborted. Rejects when none can come. */
    connect: (listener: TransportEvents, signal: AbortSignal) => Promise<Transport>;
    /** Goes for good. Absent: nothing is left when its transports are. */
    close?: () => void;
}
