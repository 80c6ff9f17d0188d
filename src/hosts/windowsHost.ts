import type {Connection} from '../connection/connection';
import {DashComponent} from '../dash/component';
import {createEventQueue} from '../delivery/eventQueue';
import {windowOperations} from '../interop/windows';
import {createCommandHost} from './commandHost';

export function createWindowsHost(component: DashComponent, connection: Connection) {
    const opened = createEventQueue(component, 'opened');
    const {readers} = createCommandHost(component, connection, windowOperations(opened.push));
    return {readers, restore: opened.restore};
}
