// The vendor's gateway engine, as the embedded worker and the gateway server use it.

/** One connected program, as the engine sees it. */
export interface EngineClient<Message> {
    send: (message: Message) => void;
    disconnect: () => void;
}

export interface Engine<Message> {
    start: () => Promise<unknown>;
    connect: (onMessage: (client: unknown, message: Message) => void) => Promise<EngineClient<Message>>;
}

/**
 * Messages that may wait for one client while the engine is busy. What exceeds it is dropped without a report, so there is
 * room for the largest bursts: a new client gets a message for each program that is there.
 */
export const clientBuffer = 20000;

/** Clients are never inactive for the engine: dead ones are noticed outside it. */
export const clientLimits = {inactive_seconds: 0, buffer_size: clientBuffer};
