import {errorMessage} from '../../values/errorMessage';
import {randomId} from '../../values/randomId';
import type {Glue} from '../../connection/bus';
import {maxActions, ensurePermission} from './permission';
import {onNotificationEnd, showByWorker} from './workerClient';

interface InteropCall {
    method: string;
    arguments?: object;
    target?: 'best' | 'all' | object;
}

interface Action {
    action: string;
    title: string;
    icon?: string;
    interop?: InteropCall;
}

/** As the vendor's libraries take it. */
interface RaiseOptions extends NotificationOptions {
    title: string;
    clickInterop?: InteropCall;
    actions?: Action[];
    [option: string]: unknown;
}

/** As the vendor's libraries give it; its handlers are set by whoever raised it. */
interface RaisedNotification extends RaiseOptions {
    id: string;
    onclick?: () => void;
    onaction?: (event: {action: string}) => void;
    /** The method that a click should have invoked could not be. */
    onerror?: (event: {error: unknown; method: string}) => void;
    /** Why the browser shows less of it than it could. */
    problem?: string;
}

interface BrowserNotifications {
    maxActions: number;
    raise: (options: RaiseOptions) => Promise<RaisedNotification>;
}

/** The notifications API over those of the browser, for a bus that brings none: clicks invoke methods as they do elsewhere. */
export function browserNotifications(glue: Glue): BrowserNotifications {
    // Those that the service worker shows.
    let byWorker: Map<string, RaisedNotification> | undefined;

    const click = (notification: RaisedNotification, action?: string) => {
        const chosen = notification.actions?.find((each) => each.action === action);
        if (chosen) {
            notification.onaction?.({action: chosen.action});
        } else {
            notification.onclick?.();
        }
        const call = chosen ? chosen.interop : notification.clickInterop;
        if (call) {
            const {method, arguments: given, target} = call;
            Promise.resolve()
                .then(() => glue.interop.invoke(method, given ?? {}, (target ?? 'best') as never))
                .catch((error) => notification.onerror?.({error, method}));
        }
    };

    const showWithWorker = async (notification: RaisedNotification, options: NotificationOptions) => {
        if (!byWorker) {
            const shown = (byWorker = new Map<string, RaisedNotification>());
            onNotificationEnd((id, isClicked, action) => {
                const ended = shown.get(id);
                shown.delete(id);
                if (ended && isClicked) {
                    click(ended, action);
                }
            });
        }
        const {id, title} = notification;
        const actions = notification.actions?.map(({action, title, icon}) => ({action, title, ...(icon && {icon})}));
        byWorker.set(id, notification);
        try {
            await showByWorker({id, title, options: {...options, actions} as NotificationOptions});
        } catch (reason) {
            byWorker.delete(id);
            throw reason;
        }
    };

    const showPlainly = async (notification: RaisedNotification, options: NotificationOptions) => {
        let shown: Notification;
        try {
            shown = new Notification(notification.title, options);
        } catch (reason) {
            // Browsers on phones show only those of service workers.
            if (/illegal constructor/i.test(errorMessage(reason))) {
                return showWithWorker(notification, options);
            }
            throw reason;
        }
        shown.onclick = () => {
            window.focus();
            click(notification);
        };
    };

    return {
        maxActions: maxActions(),
        raise: async (given) => {
            await ensurePermission();
            const actions = (given.actions ?? []).slice(0, maxActions());
            const notification: RaisedNotification = {...given, id: `dash_glue42-${randomId()}`, actions};
            const options = {
                ...given,
                title: undefined,
                clickInterop: undefined,
                actions: undefined,
            } as NotificationOptions;
            if (!actions.length) {
                await showPlainly(notification, options);
                return notification;
            }
            try {
                await showWithWorker(notification, options);
            } catch (reason) {
                notification.problem = `it is shown without its actions: ${errorMessage(reason)}`;
                await showPlainly(notification, options);
            }
            return notification;
        },
    };
}
