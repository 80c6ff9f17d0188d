import type {Glue} from '../connection/bus';
import type {OpenedWindow} from './openWindow';

/** What a callback may ask of windows. Each rejects with what is wrong with the command, or why there is no window. */
export function windowOperations(onOpened: (opened: OpenedWindow) => void) {
    return {
        open: async (glue: Glue, command: unknown): Promise<void> => {
            // A file that a connected page has already.
            const {openWindow} = await import(/* webpackChunkName: "apis" */ './openWindow');
            await openWindow(glue, command, onOpened);
        },
    };
}
