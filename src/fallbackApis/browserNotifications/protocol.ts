/** What a page asks of the worker. It answers on the port that comes along. */
export interface Show {
    id: string;
    title: string;
    options: NotificationOptions;
}

/** The answer: why the notification could not be shown, if so. */
export interface ShowAnswer {
    error?: string;
}

/** What the worker keeps with a notification: it may be stopped and started again between any two events. */
export interface Kept {
    id: string;
    /** The page that raised it. */
    client: string;
    page: string;
    /** What the app itself put there. */
    data?: unknown;
}

/** What the worker tells the page that raised a notification: the user clicked it or one of its actions, or closed it. */
export interface Ended {
    dashGlue42Notification: {id: string; action?: string; isClicked: boolean};
}

export const isEnded = (message: unknown): message is Ended =>
    typeof message === 'object' && message !== null && 'dashGlue42Notification' in message;
