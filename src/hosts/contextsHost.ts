import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {contextOperations, watchContextNames} from '../interop/contexts';
import {createCommandHost} from './commandHost';
import {createSubscriber} from './subscription';

export function createContextsHost(component: DashComponent, connection: Connection) {
    const keepSubscribed = createSubscriber(component, connection);
    const {readers} = createCommandHost(component, connection, contextOperations);
    const onMount = () => keepSubscribed((glue) => watchContextNames(glue, (all) => component.write({all})));
    return {readers, onMount};
}
