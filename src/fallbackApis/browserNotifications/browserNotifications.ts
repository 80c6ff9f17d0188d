import type {Glue, NotificationSettings, Notifications, RaisedNotification} from '../../connection/bus';
import {errorMessage} from '../../values/errorMessage';
import {randomId} from '../../values/randomId';
import {ensurePermission, maxWorkerActions} from './permission';
import {onNotificationEnd, showByWorker} from './workerClient';

type BrowserNotification = NotificationSettings & RaisedNotification & {id: string};

/** The notifications API over those of the browser: clicks invoke methods as on a platform. */
export function browserNotifications(glue: Glue): Notifications {
    let shownByWorker: Map<string, BrowserNotification> | undefined;

    const showWithWorker = async (notification: BrowserNotification, options: NotificationOptions) => {
        shownByWorker ??= followWorker(glue);
        const {id, title} = notification;
        const actions = notification.actions?.map(({action, title, icon}) => ({action, title, ...(icon && {icon})}));
        shownByWorker.set(id, notification);
        try {
            await showByWorker({id, title, options: {...options, actions} as NotificationOptions});
        } catch (reason) {
            shownByWorker.delete(id);
            throw reason;
        }
    };

    const showByPage = async (notification: BrowserNotification, options: NotificationOptions) => {
        let shown: Notification;
        try {
            shown = new Notification(notification.title, options);
        } catch (reason) {
            // Browsers on phones show only the notifications of service workers.
            if (/illegal constructor/i.test(errorMessage(reason))) {
                return showWithWorker(notification, options);
            }
            throw reason;
        }
        shown.onclick = () => {
            window.focus();
            click(glue, notification);
        };
    };

    return {
        maxActions: maxWorkerActions(),
        raise: async (settings) => {
            await ensurePermission();
            const actions = (settings.actions ?? []).slice(0, maxWorkerActions());
            const notification: BrowserNotification = {...settings, id: `dash_glue42-${randomId()}`, actions};
            const options = {...settings, title: undefined, clickInterop: undefined, actions: undefined};
            if (!actions.length) {
                await showByPage(notification, options);
                return notification;
            }
            try {
                await showWithWorker(notification, options);
            } catch (reason) {
                notification.problem = `it is shown without its actions: ${errorMessage(reason)}`;
                await showByPage(notification, options);
            }
            return notification;
        },
    };
}

/** The notifications that the service worker shows. One that has ended is clicked, if the user did, and leaves the map. */
function followWorker(glue: Glue): Map<string, BrowserNotification> {
    const shown = new Map<string, BrowserNotification>();
    onNotificationEnd((id, isClicked, action) => {
        const ended = shown.get(id);
        shown.delete(id);
        if (ended && isClicked) {
            click(glue, ended, action);
        }
    });
    return shown;
}

function click(glue: Glue, notification: BrowserNotification, action?: string): void {
    const clicked = notification.actions?.find((candidate) => candidate.action === action);
    if (clicked) {
        notification.onaction?.({action: clicked.action});
    } else {
        notification.onclick?.();
    }
    const call = clicked ? clicked.interop : notification.clickInterop;
    if (call) {
        const {method, arguments: args = {}, target = 'best'} = call;
        Promise.resolve()
            .then(() => glue.interop.invoke(method, args, target))
            .catch((error) => notification.onerror?.({error, method}));
    }
}
