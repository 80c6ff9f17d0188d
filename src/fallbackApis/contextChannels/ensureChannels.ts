import type {GlueWithContexts} from '../../connection/bus';
import {glueStatus} from '../../connection/clientLibrary/connectionEvents';
import type {ChannelDefinition} from '../../connection/settings/settings';
import {createChannel, hasChannel} from './channelContexts';
import {channelCheckIntervalMs, peersReturnTimeoutMs} from '../../async/timeouts';

/** One attempt to have all channels on the bus. */
interface Attempt {
    done: Promise<void>;
    /** Ends it, and lets those who wait for it go on to the attempt that took its place. */
    giveUp: () => void;
}

/**
 * Returns a function whose promise is kept when all defined channels are on the bus. They are created when that is first
 * asked, and again after a loss if nobody else has brought them back: a gateway that started anew knows none.
 */
export function ensureChannels(glue: GlueWithContexts, definitions: ChannelDefinition[]): () => Promise<void> {
    let attempt: Attempt | undefined;
    let isFollowed = false;

    const missing = () => definitions.filter(({name}) => !hasChannel(glue.contexts, name));

    const start = (whenDue: Promise<void>, limitMs: number): Attempt => {
        let isWanted = true;
        let giveUp: () => void = () => undefined;
        const create = async () => {
            await whenDue;
            for (const end = Date.now() + limitMs; isWanted && missing().length && Date.now() < end;) {
                await new Promise((resolve) => setTimeout(resolve, channelCheckIntervalMs));
            }
            if (isWanted) {
                await Promise.all(missing().map((definition) => createChannel(glue.contexts, definition)));
            }
        };
        // What is asked of a gateway that then goes away is never answered.
        const done = Promise.race([
            create(),
            new Promise<void>((resolve) => {
                giveUp = () => {
                    isWanted = false;
                    resolve();
                };
            }),
        ]);
        const started = {done, giveUp};
        // What failed may succeed when it is asked for the next time.
        done.catch(() => attempt === started && (attempt = undefined));
        return started;
    };

    const follow = () => {
        let comeBack: () => void = () => undefined;
        glueStatus(glue)((isConnected) => {
            if (isConnected) {
                comeBack();
                return;
            }
            const outdated = attempt;
            attempt = start(new Promise((resolve) => (comeBack = resolve)), peersReturnTimeoutMs);
            outdated?.giveUp();
        });
    };

    return async () => {
        if (!isFollowed) {
            isFollowed = true;
            follow();
        }
        let awaited: Attempt;
        do {
            awaited = attempt ??= start(Promise.resolve(), 0);
            await awaited.done;
        } while (awaited !== attempt);
    };
}
