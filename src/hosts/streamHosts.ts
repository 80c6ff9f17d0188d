import {lazyHost} from './lazyHost';

export const createStreamSubscribeHost = lazyHost(
    'streams',
    async () => (await import(/* webpackChunkName: "streams" */ './streamSubscribeHost')).createStreamSubscribeHost,
);
