import {createChannelsHost} from './channelsHost';
import {createContextHost} from './contextHost';
import {createContextsHost} from './contextsHost';
import {createMethodsHost} from './methodsHost';
import {createNotificationsHost} from './notificationsHost';
import {createWindowsHost} from './windowsHost';

/** By component, in the file that every connected page has. */
export const apiHosts = {
    Channels: createChannelsHost,
    Context: createContextHost,
    Contexts: createContextsHost,
    Methods: createMethodsHost,
    Notifications: createNotificationsHost,
    Windows: createWindowsHost,
};
