import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {lazyOperations} from '../interop/lazyOperations';
import {createCommandHost} from './commandHost';
import {createSubscriber} from './subscription';

// A file that a connected page has already.
const load = () => import(/* webpackChunkName: "apis" */ '../interop/contexts');
const operations = lazyOperations(
    ['update', 'set', 'setPath', 'setPaths', 'destroy'],
    async () => (await load()).contextOperations,
);

export function createContextsHost(component: DashComponent, connection: Connection) {
    const keepSubscribed = createSubscriber(component, connection);
    const {readers} = createCommandHost(component, connection, operations);
    const onMount = () =>
        keepSubscribed(async (glue) => (await load()).watchContextNames(glue, (all) => component.write({all})));
    return {readers, onMount};
}
