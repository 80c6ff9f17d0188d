/** What a page sends to the worker, with a port for the answer. */
export interface ShowRequest {
    id: string;
    title: string;
    options: NotificationOptions;
}

/** The worker's answer: why the notification could not be shown, if so. */
export interface ShowResponse {
    error?: string;
}

/** What the worker stores in a notification: the browser may stop and start the worker between any two events. */
export interface StoredData {
    id: string;
    /** The page that raised it. */
    client: string;
    page: string;
    /** The app's own data. */
    data?: unknown;
}

/** What the worker sends to the page that raised a notification, when the user clicked it or one of its actions, or closed it. */
export interface NotificationEnd {
    dashGlue42Notification: {id: string; action?: string; isClicked: boolean};
}

export const isNotificationEnd = (message: unknown): message is NotificationEnd =>
    typeof message === 'object' && message !== null && 'dashGlue42Notification' in message;
