import type {Glue, NotificationSettings, Notifications, RaisedNotification} from '../../connection/bus';
import {BusError} from '../../values/busError';
import {errorMessage} from '../../values/errorMessage';
import {randomId} from '../../values/randomId';
import {setNewest} from '../../values/setNewest';
import {ensurePermission, maxWorkerActions} from './permission';
import {onNotificationEnd, showByWorker} from './workerClient';

type BrowserNotification = NotificationSettings & RaisedNotification & {id: string};

// The newest notifications: the service worker does not always report that one has ended.
const maxAwaited = 1000;

/** The notifications that the service worker shows, each with the bus on which it was raised. */
let shownByWorker: Map<string, {glue: Glue; notification: BrowserNotification}> | undefined;

/** The notifications API over those of the browser: clicks invoke methods as on a platform. */
export function browserNotifications(glue: Glue): Notifications {
    const showWithWorker = async (notification: BrowserNotification, options: NotificationOptions) => {
        shownByWorker ??= followWorker();
        const {id, title} = notification;
        const actions = notification.actions?.map(({action, title, icon}) => ({action, title, ...(icon && {icon})}));
        setNewest(shownByWorker, id, {glue, notification}, maxAwaited);
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

/** The map of what the worker shows. A notification that has ended is clicked, if the user did, and leaves the map. */
function followWorker(): NonNullable<typeof shownByWorker> {
    const shown: typeof shownByWorker = new Map();
    onNotificationEnd((id, isClicked, action) => {
        const ended = shown.get(id);
        shown.delete(id);
        if (ended && isClicked) {
            click(ended.glue, ended.notification, action);
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
        let stop: (() => void) | undefined;
        // The client libraries leave an invocation pending when the connection is lost, until its time is over.
        const lost = new Promise<never>((_resolve, reject) => {
            stop = glue.connection?.disconnected(() =>
                reject(new BusError('connection_lost', 'The connection to the bus was lost before the answer came.')),
            );
        });
        Promise.race([lost, Promise.resolve().then(() => glue.interop.invoke(method, args, target))])
            .catch((error) => notification.onerror?.({error, method}))
            .finally(stop);
    }
}
