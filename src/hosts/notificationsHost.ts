import type {Connection} from '../connection/connection';
import {DashComponent} from '../dash/component';
import {createEventQueue} from '../delivery/eventQueue';
import {maxActions} from '../interop/maxActions';
import {notificationOperations} from '../interop/notifications';
import {createCommandHost} from './commandHost';
import {createSubscriber} from './subscription';

export function createNotificationsHost(component: DashComponent, connection: Connection) {
    const keepSubscribed = createSubscriber(component, connection);
    const clicked = createEventQueue(component, 'clicked');
    const operations = notificationOperations({
        onClicked: clicked.push,
        onFailed: (problem) => component.setCommandError('clickInterop', problem),
    });
    const {readers} = createCommandHost(component, connection, operations);
    const onMount = () =>
        keepSubscribed((glue) => {
            component.write({maxActions: maxActions(glue)});
            return () => undefined;
        });
    return {readers, onMount, restore: clicked.restore};
}
