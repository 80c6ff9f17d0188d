import type {PrivateChannel} from '@finos/fdc3-standard';
import {whileConnected} from '../../connection/ask';
import type {Connection} from '../../connection/connection';
import {randomId} from '../../values/randomId';
import {Fdc3Error} from '../fdc3Error';
import {type Collaboration, tell} from './collaboration';
import {onBus} from './onBus';
import {sourceOf} from './peers';
import {PrivateEnd} from './privateChannel';
import {privateChannelPrefix} from './wire';

/** The private channels of this page. They end when their other app leaves, and all when this page loses the bus. */
export function createPrivateChannels(connection: Connection, collaboration: Collaboration) {
    const ends = new Set<PrivateEnd>();
    whileConnected(connection, ({interop}) => {
        const stop = interop.serverRemoved(({peerId}) => ends.forEach((end) => end.isShared(peerId) && end.end()));
        return () => {
            stop();
            ends.forEach((end) => end.end());
        };
    });

    const open = (id: string, other?: string): Promise<PrivateChannel> =>
        onBus(connection, async ({glue}) => {
            const end = new PrivateEnd({
                id,
                other,
                send: (to, action, collaborationObject) =>
                    onBus(connection, ({glue: present, unlessLost}) =>
                        unlessLost(tell(present, {peerId: to}, {action, correlationId: id, collaborationObject})),
                    ),
                sourceOf: (peerId) => sourceOf(glue, peerId),
                onEnd: () => {
                    ends.delete(end);
                    leave();
                },
            });
            ends.add(end);
            const leave = collaboration.takePart(id, ({action, content, from}) =>
                end.receive(action, content, from.peerId ?? ''),
            );
            if (other !== undefined) {
                const collaborationObject = {channelId: id};
                await tell(
                    glue,
                    {peerId: other},
                    {action: 'joinPrivateChannel', correlationId: id, collaborationObject},
                ).catch(() => {
                    end.end();
                    throw new Fdc3Error('AccessDenied');
                });
            }
            return end.channel();
        });

    return {
        create: () => open(privateChannelPrefix + randomId()),
        /** Takes part in the channel that an app has returned. */
        join: async (id: unknown, other: string | undefined): Promise<PrivateChannel> => {
            // The id comes from the other app.
            if (
                other === undefined ||
                typeof id !== 'string' ||
                !id.startsWith(privateChannelPrefix) ||
                collaboration.isTaken(id)
            ) {
                throw new Fdc3Error('AccessDenied');
            }
            return open(id, other);
        },
    };
}
