import {loadFile} from '../bundle/loadFile';
import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {type StoredProps, storedProps} from '../dash/store';
import {type Reader, readCommands} from '../delivery/commandReader';
import {problemOf} from '../values/busError';
import {type Host} from './registry';

type CreateHost = (component: DashComponent, connection: Connection) => Host<object>;

/**
 * A host whose code is in a file of its own, which pages fetch only when they have such a component: Dash's components
 * themselves must be there at once. `commands` are its command props; what is written to them before waits for the file.
 */
export const lazyHost =
    (file: string, load: () => Promise<CreateHost>, commands: string[] = []): CreateHost =>
    (component, connection) => {
        const removal = new AbortController();
        let rendered: object | undefined;
        let host: Host<object> | undefined;
        let isShown = false;
        let end: void | (() => void);
        const early = createEarlyCommands(component);

        const onWaiting = (reason: unknown) =>
            removal.signal.aborted || component.setError('load', problemOf(reason, 'not_connected'));
        const show = () => {
            end = host?.onMount?.(rendered!);
        };
        const begin = (create: CreateHost) => {
            component.clearError();
            host = create(component, connection);
            // In the order in which React calls them. A host may start something in each, and ends it when React takes it out.
            if (isShown) {
                show();
                host.update?.(rendered!);
            }
            const readers = host.readers ?? {};
            early.replay(readers);
            // A prop that goes both ways is read also when it has no value.
            readCommands(component, readers, {...rendered});
        };
        loadFile(file, load, {onWaiting, signal: removal.signal}).then(begin, onWaiting);
        const reader =
            (prop: string): Reader =>
            (value, props, isOfLayout) =>
                host
                    ? host.readers![prop](value, props, isOfLayout)
                    : early.keep({prop, value, isOfLayout, writtenWith: props ?? {...rendered}});
        return {
            readers: Object.fromEntries(commands.map((prop) => [prop, reader(prop)])),
            onMount: (props) => {
                rendered = props;
                isShown = true;
                show();
                return () => {
                    isShown = false;
                    end?.();
                };
            },
            update: (props) => {
                rendered = props;
                host?.update?.(props);
            },
            restore: () => host?.restore?.(),
            dispose: () => {
                removal.abort();
                host?.dispose?.();
            },
        };
    };

interface EarlyCommand {
    prop: string;
    value: unknown;
    isOfLayout?: boolean;
    writtenWith: StoredProps;
}

/** Commands that were written before the host was there, in order. */
function createEarlyCommands(component: DashComponent) {
    const commands: EarlyCommand[] = [];
    const last: {[prop: string]: unknown} = {};
    return {
        /** A reader is shown every value several times. */
        keep: (command: EarlyCommand): void => {
            const {prop, value} = command;
            if (value !== undefined && value !== null && value !== last[prop]) {
                last[prop] = value;
                commands.push(command);
            }
        },
        replay: (readers: {[prop: string]: Reader}): void =>
            commands
                .splice(0)
                .forEach(({prop, value, isOfLayout, writtenWith}) =>
                    readers[prop](value, storedProps(component.node()), isOfLayout, writtenWith),
                ),
    };
}
