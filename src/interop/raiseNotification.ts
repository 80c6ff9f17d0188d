import {raiseNotificationTimeoutMs} from '../async/timeouts';
import type {Glue, NotificationSettings, RaisedNotification} from '../connection/bus';
import {withTimeout} from '../async/withTimeout';
import {BusError, type Problem} from '../values/busError';
import {errorMessage} from '../values/errorMessage';
import {omitNull} from '../values/omitNull';
import {invokeProblem} from './invokeProblem';
import {maxActions} from './maxActions';
import {platformClicks} from './platformClicks';
import {readCommand} from './readCommand';
import {withOurErrors} from './withOurErrors';

/** A click on a notification that this page raised. */
interface NotificationClick {
    id: string | null;
    title: string;
    /** The action that was clicked; null: the notification itself. */
    action: string | null;
    /** As the command had it. */
    notification: object;
}

/** Called after a notification was raised. */
export interface NotificationListener {
    onClicked: (click: NotificationClick) => void;
    onFailed: (problem: Problem) => void;
}

/** Raises a notification. Rejects with what is wrong with the command, or why nothing is shown. */
export async function raiseNotification(
    operation: string,
    glue: Glue,
    command: unknown,
    {onClicked, onFailed}: NotificationListener,
): Promise<void> {
    const notification = readNotification(operation, command);
    const {title} = notification;
    const report = (id: string | null, action: string | null) =>
        onClicked({id, title, action, notification: command as object});

    // A platform that does not report clicks can show the notification all the same.
    const markForClicks = await platformClicks(glue).catch(() => null);
    const marked = markForClicks?.(notification, ({id, action}) => report(id, action)) ?? notification;
    const raised = await withOurErrors(
        () => withTimeout(raiseOn(glue, marked), raiseNotificationTimeoutMs, unanswered),
        `${operation}: `,
    );
    if (raised && !markForClicks) {
        raised.onclick = () => report(raised.id ?? null, null);
        raised.onaction = ({action}) => report(raised.id ?? null, action);
        raised.onerror = ({error, method = 'of the click'}) => {
            const {code, message} = invokeProblem(error, {name: method});
            onFailed({code, message: `a click on "${title}": ${message}`});
        };
    }
    const problem = raised?.problem ?? tooManyActions(notification, maxActions(glue));
    if (problem) {
        throw new BusError('unsupported', `${operation}: ${problem}`);
    }
}

const unanswered =
    'The notification was not shown, maybe because the browser still asks the user whether it may be. There was no answer';

async function raiseOn({notifications}: Glue, notification: NotificationSettings): Promise<RaisedNotification | null> {
    try {
        return await notifications.raise(notification);
    } catch (reason) {
        // A client library may not understand its platform's answer: it rejects what has been shown.
        if (/incoming validation error.*raiseNotification/.test(errorMessage(reason))) {
            return null;
        }
        throw reason;
    }
}

function readNotification(operation: string, command: unknown): NotificationSettings {
    const {clickInterop, actions, ...notification} = readCommand(operation, command, {
        title: 'text',
        clickInterop: 'dict?',
        actions: 'list?',
        data: 'dict?',
    });
    const readCall = (key: string, call: unknown) =>
        call ? omitNull(readCommand(`${operation}: ${key}`, call, {method: 'text', arguments: 'dict?'})) : null;
    const readAction = (entry: unknown) => {
        const shape = {action: 'text', title: 'text', interop: 'dict?'} as const;
        const {interop, ...action} = readCommand(`${operation}: actions`, entry, shape);
        return omitNull({...action, interop: readCall('interop', interop)});
    };
    return omitNull({
        ...notification,
        clickInterop: readCall('clickInterop', clickInterop),
        actions: actions?.map(readAction) ?? null,
    });
}

function tooManyActions({actions = []}: NotificationSettings, max: number): string | undefined {
    return actions.length > max ? `only ${max} of the ${actions.length} actions are shown here.` : undefined;
}
