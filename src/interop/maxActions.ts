import type {Glue} from '../connection/bus';

/** How many actions one notification can have. */
export function maxActions(glue: Glue): number {
    const inBrowser = (window.Notification as {maxActions?: number} | undefined)?.maxActions;
    return glue.notifications.maxActions ?? inBrowser ?? 0;
}
