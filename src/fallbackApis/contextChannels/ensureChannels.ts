import {channelCheckIntervalMs, peersReturnTimeoutMs} from '../../async/timeouts';
import {pause} from '../../async/waiting';
import type {GlueWithContexts} from '../../connection/bus';
import {glueStatus} from '../../connection/clientLibrary/connectionEvents';
import type {ChannelDefinition} from '../../connection/settings/settings';
import {createChannel, hasChannel} from './channelContexts';

/** An attempt to have all channels on the bus. */
interface Attempt {
    done: Promise<void>;
    /** Ends the attempt; callers that wait for it go on to the one that took its place. */
    cancel: () => void;
}

/**
 * Returns a function whose promise is kept when all defined channels are on the bus. They are created at its first call, and
 * again after a loss if no other page has brought them back: a gateway that was restarted has none.
 */
export function ensureChannels(glue: GlueWithContexts, definitions: ChannelDefinition[]): () => Promise<void> {
    const {contexts} = glue;
    let attempt: Attempt | undefined;
    let isListening = false;
    let onReturn: () => void = () => undefined;

    const missing = () => definitions.filter(({name}) => !hasChannel(contexts, name));

    const start = (whenDue: Promise<void>, timeoutMs: number): Attempt => {
        let isWanted = true;
        let cancel: () => void = () => undefined;
        const cancelled = new Promise<void>((resolve) => {
            cancel = () => {
                isWanted = false;
                resolve();
            };
        });
        const create = async () => {
            await whenDue;
            for (const end = Date.now() + timeoutMs; isWanted && missing().length && Date.now() < end;) {
                await pause(channelCheckIntervalMs);
            }
            if (isWanted) {
                await Promise.all(missing().map((definition) => createChannel(contexts, definition)));
            }
        };
        // A gateway that goes away never answers.
        const started = {done: Promise.race([create(), cancelled]), cancel};
        // The next call tries again.
        started.done.catch(() => attempt === started && (attempt = undefined));
        return started;
    };

    const onStatus = (isConnected: boolean) => {
        if (isConnected) {
            onReturn();
            return;
        }
        const outdated = attempt;
        attempt = start(new Promise((resolve) => (onReturn = resolve)), peersReturnTimeoutMs);
        outdated?.cancel();
    };

    return async () => {
        if (!isListening) {
            isListening = true;
            glueStatus(glue)(onStatus);
        }
        let awaited: Attempt;
        do {
            awaited = attempt ??= start(Promise.resolve(), 0);
            await awaited.done;
        } while (awaited !== attempt);
    };
}
