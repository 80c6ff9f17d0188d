import type {Connection} from '../../connection/connection';
import type {Glue, Instance} from '../../connection/bus';
import {BusError} from '../../values/busError';
import {isDict} from '../../values/isDict';
import {keepMethod} from './onBus';
import {type CollaborateArguments, collaborateMethod} from './wire';

type Message = Pick<CollaborateArguments, 'action'> & {
    content: {contextType?: unknown; payload?: unknown};
    /** Its `instance` is what the other app says of itself. Its `peerId` is given by the bus. */
    from: Pick<Instance, 'instance' | 'peerId'>;
};

/** One side of what two apps share. It checks from whom a message is. */
type Party = (message: Message) => unknown;

/** The messages between this page and single other apps. */
export type Collaboration = ReturnType<typeof createCollaboration>;

export function createCollaboration(connection: Connection) {
    const parties = new Map<string, Party>();
    const receive = async (args: unknown, caller: object) => {
        const {action, correlationId, collaborationObject} = isDict(args) ? args : {};
        const party = parties.get(correlationId as string);
        if (!party) {
            throw new BusError('rejected', 'AccessDenied');
        }
        const content = isDict(collaborationObject) ? collaborationObject : {};
        return (await party({action: action as Message['action'], content, from: caller})) as object | undefined;
    };
    const report = (failure: object | null) => failure && console.warn('dash_glue42: FDC3', failure);
    keepMethod(connection, collaborateMethod, receive, report, "this page's FDC3 agent");

    return {
        isTaken: (correlationId: string): boolean => parties.has(correlationId),
        /** Takes the messages with this id, until the returned function is called. */
        takePart: (correlationId: string, party: Party): (() => void) => {
            parties.set(correlationId, party);
            return () => void parties.delete(correlationId);
        },
    };
}

/** Sends a message to one instance. Resolves with its answer. */
export async function tell(
    glue: Glue,
    target: {peerId: string} | {instance: string},
    message: CollaborateArguments,
): Promise<unknown> {
    const {returned} = await glue.interop.invoke(collaborateMethod, message, target, {waitTimeoutMs: 0});
    return returned;
}
