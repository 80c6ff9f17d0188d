import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {lazyHost} from './lazyHost';
import {type Host} from './registry';
import {expectPush, forgetPush} from './scriptPush';

/** In the file that every connected page has. */
export const createMethodsHost = lazyHost(
    'apis',
    async () => (await import(/* webpackChunkName: "apis" */ './methodsHost')).createMethodsHost,
);

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
