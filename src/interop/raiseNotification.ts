import {BusError, type Problem} from '../values/busError';
import type {Glue} from '../connection/bus';
import {errorMessage} from '../values/errorMessage';
import {withTimeout} from '../async/withTimeout';
import {withOurErrors} from './inOurWords';
import {invokeProblem} from './invokeProblem';
import {maxActions} from './maxActions';
import {platformClicks} from './platformClicks';
import {readCommand} from './readCommand';
import {omitNull} from '../values/omitNull';
import {raiseNotificationTimeoutMs} from '../async/timeouts';

/** A click on a notification that this page raised. */
interface NotificationClick {
    id: string | null;
    title: string;
    /** The action that was clicked; null: the notification itself. */
    action: string | null;
    /** As it was raised. */
    notification: object;
}

/** Who gets to know what happens after a notification was raised. */
export interface NotificationListener {
    onClicked: (click: NotificationClick) => void;
    onFailed: (problem: Problem) => void;
}

/** Raises one. Throws with what is wrong with the command, or why nothing is shown. */
export async function raiseNotification(
    operation: string,
    glue: Glue,
    command: unknown,
    {onClicked, onFailed}: NotificationListener,
): Promise<void> {
    const notification = readNotification(operation, command);
    const title = notification.title as string;
    const tell = (id: string | null, action: string | null) =>
        onClicked({id, title, action, notification: command as object});

    // Without the platform's word on clicks the notification is still shown.
    const clicks = await platformClicks(glue).catch(() => null);
    const marked = clicks ? clicks.mark(notification, ({id, action}) => tell(id, action)) : notification;
    const raised = await withOurErrors(`${operation}: `, () =>
        withTimeout(raiseOn(glue, marked), raiseNotificationTimeoutMs, unanswered),
    );
    if (raised && !clicks) {
        raised.onclick = () => tell(raised.id ?? null, null);
        raised.onaction = ({action}: {action: string}) => tell(raised.id ?? null, action);
        raised.onerror = ({error, method = 'of the click'}: {error: unknown; method?: string}) => {
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
    'The notification was not shown, maybe because the browser still asks the user whether it may be. Nobody answered';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
async function raiseOn(glue: Glue, notification: object): Promise<any> {
    try {
        return await glue.notifications.raise(notification);
    } catch (reason) {
        // Some platforms answer otherwise than some client libraries expect: those reject what has been shown.
        if (/incoming validation error.*raiseNotification/.test(errorMessage(reason))) {
            return null;
        }
        throw reason;
    }
}

function readNotification(operation: string, command: unknown): {[key: string]: unknown} {
    const notification = readCommand(operation, command, {
        title: 'text',
        clickInterop: 'dict?',
        actions: 'list?',
        data: 'dict?',
    });
    const readInterop = (node: string, call: unknown) =>
        call ? omitNull(readCommand(`${operation}: ${node}`, call, {method: 'text', arguments: 'dict?'})) : null;
    const readAction = (given: unknown) => {
        const action = readCommand(`${operation}: actions`, given, {action: 'text', title: 'text', interop: 'dict?'});
        return omitNull({...action, interop: readInterop('interop', action.interop)});
    };
    const {clickInterop, actions} = notification;
    return omitNull({
        ...notification,
        clickInterop: readInterop('clickInterop', clickInterop),
        actions: (actions as unknown[] | null | undefined)?.map(readAction) ?? null,
    });
}

function tooManyActions({actions}: {[key: string]: unknown}, most: number): string | undefined {
    const count = (actions as unknown[] | undefined)?.length ?? 0;
    return count > most ? `only ${most} of the ${count} actions are shown here.` : undefined;
}
