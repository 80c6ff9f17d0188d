import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {lazyHost} from './lazyHost';
import {type Host} from './registry';
import {expectPush, forgetPush} from './scriptPush';

// In the file that every connected page has.
const apiHost = (component: keyof typeof import('./apiHosts').apiHosts, commands: string[]) =>
    lazyHost(
        'apis',
        async () => (await import(/* webpackChunkName: "apis" */ './apiHosts')).apiHosts[component],
        commands,
    );

export const createChannelsHost = apiHost('Channels', ['join', 'leave', 'publish', 'channel']);
export const createContextHost = apiHost('Context', ['update', 'set', 'setPath', 'setPaths']);
export const createContextsHost = apiHost('Contexts', ['update', 'set', 'setPath', 'setPaths', 'destroy']);
export const createMethodsHost = apiHost('Methods', []);
export const createNotificationsHost = apiHost('Notifications', ['raise', 'notify']);
export const createWindowsHost = apiHost('Windows', ['open']);

const fdc3Host = (component: keyof typeof import('./fdc3/fdc3Hosts').fdc3Hosts, commands: string[]) =>
    lazyHost(
        'fdc3',
        async () => (await import(/* webpackChunkName: "fdc3" */ './fdc3/fdc3Hosts')).fdc3Hosts[component],
        commands,
    );

export const createFdc3ChannelsHost = fdc3Host('Fdc3Channels', ['channel']);
export const createFdc3ContextHost = fdc3Host('Fdc3Context', ['broadcast']);
export const createFdc3IntentListenerHost = fdc3Host('Fdc3IntentListener', ['result']);
export const createFdc3IntentsHost = fdc3Host('Fdc3Intents', ['raiseIntent', 'find', 'choose', 'await']);

export const createStreamSubscribeHost = lazyHost(
    'streams',
    async () => (await import(/* webpackChunkName: "streams" */ './streamSubscribeHost')).createStreamSubscribeHost,
);

const createPublisher = lazyHost(
    'streams',
    async () => (await import(/* webpackChunkName: "streams" */ './streamPublishHost')).createStreamPublishHost,
    ['push', 'decide'],
);

export function createStreamPublishHost(component: DashComponent, connection: Connection): Host<object> {
    expectPush(component.id);
    const host = createPublisher(component, connection);
    return {
        ...host,
        dispose: () => {
            forgetPush(component.id);
            host.dispose!();
        },
    };
}
