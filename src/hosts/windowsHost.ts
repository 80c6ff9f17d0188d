import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {createEventQueue} from '../delivery/eventQueue';
import {openWindow} from '../interop/openWindow';
import {createCommandHost} from './commandHost';

export function createWindowsHost(component: DashComponent, connection: Connection) {
    const opened = createEventQueue(component, 'opened');
    const {readers} = createCommandHost(component, connection, {
        open: (glue, command) => openWindow(glue, command, opened.push),
    });
    return {readers, restore: opened.restore};
}
