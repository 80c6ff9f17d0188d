import type {Glue} from '../connection/bus';

/** How many actions a notification can have: the platform says it, else the browser. */
export function maxActions({notifications}: Glue): number {
    const inBrowser = (window.Notification as {maxActions?: number} | undefined)?.maxActions;
    return notifications.maxActions ?? inBrowser ?? 0;
}
