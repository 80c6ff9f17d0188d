import type {Problem} from '../../values/busError';

/** What the client library and the gateway say to each other; handed through untouched. */
export interface GatewayMessage {
    type: string;
}

/** A page's way into one gateway. */
export interface Door {
    post: (message: GatewayMessage) => void;
    /** Hands over what the gateway says from now on. */
    listen: (listener: (message: GatewayMessage) => void) => void;
    /** Tells the gateway that this page has gone. */
    leave: () => void;
}

/** Hears what becomes of a door. */
export interface DoorListener {
    /** The gateway behind it has gone, or cannot be reached any more. */
    onLost: (reason?: string) => void;
    /** The gateway does not let this page in. */
    onRefused: (reason: string) => void;
    /** It takes long to reach one. */
    onWaiting: (problem: Problem) => void;
}

/** How the gateway of one bus is reached: the first time, and again after each loss. */
export interface WayIn {
    /** Waits for a gateway that may still come, until the signal is aborted. Rejects when none can come. */
    enter: (listener: DoorListener, signal: AbortSignal) => Promise<Door>;
    /** Goes for good. */
    close: () => void;
}
