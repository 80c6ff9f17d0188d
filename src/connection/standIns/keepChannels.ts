import type {Glue} from '../bus';
import type {ChannelDefinition} from '../settings';
import {createChannel, hasChannel} from './channelContexts';

interface LibraryConnection {
    connected: (listener: () => void) => () => void;
    disconnected: (listener: () => void) => () => void;
    /** Told when a part of the library has announced again, after a return, what it had on the bus before. */
    onLibReAnnounced?: (listener: (part: {name: string}) => void) => () => void;
}

// One context that cannot be announced again keeps the library from ever saying that it has done so.
const reAnnouncementLimitMs = 5000;

/** One attempt to have all channels on the bus. */
interface Attempt {
    done: Promise<void>;
    /** Lets those who wait for it go on, to find the attempt that took its place. */
    giveUp: () => void;
}

/**
 * Returns a function whose promise is kept when all defined channels are on the bus. They are created when that is first
 * asked, and again after a loss if nobody else has brought them back: a gateway that started anew knows none.
 */
export function keepChannels(glue: Glue, definitions: ChannelDefinition[]): () => Promise<void> {
    let attempt: Attempt | undefined;
    let isFollowed = false;

    const create = async () => {
        const missing = definitions.filter(({name}) => !hasChannel(glue, name));
        await Promise.all(missing.map(definition => createChannel(glue, definition)));
    };

    const start = (creation: Promise<void>): Attempt => {
        let giveUp: () => void = () => undefined;
        // What is asked of a gateway that then goes away is never answered.
        const done = Promise.race([creation, new Promise<void>(resolve => (giveUp = resolve))]);
        const started = {done, giveUp};
        // What failed may succeed when it is asked for the next time.
        done.catch(() => attempt === started && (attempt = undefined));
        return started;
    };

    const follow = (connection: LibraryConnection) => {
        let comeBack: (() => void) | undefined;
        let timer: ReturnType<typeof setTimeout> | undefined;
        const finish = () => {
            clearTimeout(timer);
            comeBack?.();
            comeBack = undefined;
        };
        connection.disconnected(() => {
            clearTimeout(timer);
            // The libraries may tell one loss twice.
            if (!comeBack) {
                const outdated = attempt;
                attempt = start(new Promise<void>(resolve => (comeBack = resolve)).then(create));
                outdated?.giveUp();
            }
        });
        connection.connected(() => {
            if (comeBack) {
                clearTimeout(timer);
                timer = setTimeout(finish, connection.onLibReAnnounced ? reAnnouncementLimitMs : 0);
            }
        });
        // Only then: the library itself brings back the channels whose data it knows, and what it finds it overwrites.
        connection.onLibReAnnounced?.(({name}) => name === 'contexts' && finish());
    };

    return async () => {
        if (!isFollowed && glue.connection) {
            isFollowed = true;
            follow(glue.connection as unknown as LibraryConnection);
        }
        let awaited: Attempt;
        do {
            awaited = attempt ??= start(create());
            await awaited.done;
        } while (awaited !== attempt);
    };
}
