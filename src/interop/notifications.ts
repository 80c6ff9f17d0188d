import type {Glue} from '../connection/bus';
import type {NotificationListener} from './raiseNotification';

/** What a callback may ask of notifications. Each rejects with what is wrong with the command, or why nothing is shown. */
export function notificationOperations(listener: NotificationListener) {
    const raise =
        (operation: string) =>
        async (glue: Glue, command: unknown): Promise<void> => {
            // A file that a connected page has already.
            const {raiseNotification} = await import(/* webpackChunkName: "apis" */ './raiseNotification');
            await raiseNotification(operation, glue, command, listener);
        };
    return {raise: raise('raise'), notify: raise('notify')};
}
