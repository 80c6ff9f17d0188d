import type {Glue} from '../connection/bus';
import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {type ContextState, ownContextOperations, subscribeContext} from '../interop/contexts';
import {createCommandHost} from './commandHost';
import {createRestartable} from '../async/restartable';
import {createSubscriber} from './subscription';

interface Props {
    contextName?: string;
}

/** One shared context: its state, and the commands for it. */
export function createContextHost(component: DashComponent, connection: Connection) {
    const keepSubscribed = createSubscriber(component, connection);
    const nameIn = (props: Props) => props.contextName ?? component.id;
    const subscription = createRestartable();
    let name: string | undefined;
    /** The bus that `context` comes from. */
    let source: Glue | undefined;

    const report = (context: ContextState | null, glue?: Glue) => {
        if (context || source) {
            source = context ? glue : undefined;
            component.write({context});
        }
    };
    const subscribe = (contextName: string | undefined) => {
        const unsubscribe = keepSubscribed((glue, isWanted) => {
            // On another bus the context of this name is another one, which may not be there.
            if (source !== glue) {
                report(null);
            }
            return subscribeContext(glue, contextName, (context) => isWanted() && report(context, glue));
        });
        return () => {
            unsubscribe();
            // The state of one context would pass for that of another.
            report(null);
        };
    };
    // A command may have come in one go with another contextName that is not rendered yet.
    const findTarget = (writtenWith?: Props) => nameIn(writtenWith ?? {contextName: name});
    const {readers} = createCommandHost(component, connection, ownContextOperations, {findTarget});
    return {
        readers,
        onMount: () => subscription.stop,
        update: (props: Props) => {
            name = nameIn(props);
            subscription.run([name], () => subscribe(name));
        },
    };
}
