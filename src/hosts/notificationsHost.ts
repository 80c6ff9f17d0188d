import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {createEventQueue} from '../delivery/eventQueue';
import {maxActions} from '../interop/maxActions';
import {type NotificationListener, raiseNotification} from '../interop/raiseNotification';
import {createCommandHost} from './commandHost';
import {createSubscriber} from './subscription';

export function createNotificationsHost(component: DashComponent, connection: Connection) {
    const keepSubscribed = createSubscriber(component, connection);
    const clicked = createEventQueue(component, 'clicked');
    const listener: NotificationListener = {
        onClicked: clicked.push,
        onFailed: (problem) => component.setCommandError('clickInterop', problem),
    };
    const {readers} = createCommandHost(component, connection, {
        raise: (glue, command) => raiseNotification('raise', glue, command, listener),
        notify: (glue, command) => raiseNotification('notify', glue, command, listener),
    });
    const onMount = () =>
        keepSubscribed((glue) => {
            component.write({maxActions: maxActions(glue)});
            return () => undefined;
        });
    return {readers, onMount, restore: clicked.restore};
}
