import {type DashComponent} from '../dash/component';
import {BatchLoop, type BatchSettings} from '../delivery/batchLoop';
import {type LatestItems, createLatestItems} from '../delivery/latestItems';
import {readItem} from '../interop/streams/readItem';
import {createSink} from '../sinks/createSink';
import {type Sink} from '../sinks/sink';
import {problemOf} from '../values/busError';
import {isSameKey} from '../values/pathKey';
import {createCallbackItems} from './callbackItems';
import {type ErrorSources} from './errorSources';
import {itemListeners} from './itemListeners';

interface SinkLoop {
    sink: Sink;
    loop: BatchLoop;
}

/**
 * What gets the items of a stream: the callbacks of `data` and `latest`, the sinks, and scripts. Each has a loop of its own,
 * so that a slow callback, or a grid that is not there, holds up no other.
 */
export function createItemReceivers(component: DashComponent, errors: ErrorSources) {
    let settings: BatchSettings | undefined;
    let latest: LatestItems = createLatestItems(null);
    let sinks: SinkLoop[] = [];
    const callbacks = createCallbackItems(component, () => latest.value());
    const scripts = loopOf(
        component,
        scriptsOf(component.id),
        'onItems',
        'onItems',
        errors,
        () => !!itemListeners(component.id),
    );
    const loops = () => [callbacks.loop, scripts, ...sinks.map(({loop}) => loop)];
    const needsLatest = () => callbacks.isLatestTaken() || sinks.some(({sink}) => sink.isOfLatest);

    return {
        configure: (next: BatchSettings) => {
            if (!settings || !isSameKey(next.conflateBy, settings.conflateBy)) {
                latest = createLatestItems(next.conflateBy);
            }
            settings = next;
            loops().forEach((loop) => loop.configure(next));
        },
        /** Sets the sinks that `to` describes; the others work on when one of them is wrong. To be called after `configure`. */
        setSinks: (to: unknown) => {
            sinks.forEach(({loop}) => loop.stop());
            errors.forget('to ');
            const source = {store: () => component.node().store, latest: () => latest.value()};
            const described: unknown[] = to === undefined ? [] : Array.isArray(to) ? to : [to];
            sinks = described.flatMap((options, n) => {
                const part = `to ${n}`;
                try {
                    const sink = createSink(options, source);
                    return [{sink, loop: loopOf(component, sink, part, 'to', errors)}];
                } catch (reason) {
                    errors.set(part, 'to', problemOf(reason, 'invalid_setting'));
                    return [];
                }
            });
            sinks.forEach(({loop}) => loop.configure(settings!));
        },
        /** From now on the items are those of another subscription. */
        forgetLatest: () => {
            latest = createLatestItems(settings!.conflateBy);
        },
        push: (data: unknown) => {
            const item = readItem(data);
            if (!item) {
                loops().forEach((loop) => loop.drop());
                return;
            }
            if (needsLatest()) {
                latest.push(item);
            }
            loops().forEach((loop) => loop.push(item));
        },
        /** What waits is of a subscription that the app has replaced. */
        discard: () => loops().forEach((loop) => loop.discard()),
        markGap: () => loops().forEach((loop) => loop.markGap()),
        restore: callbacks.restore,
        stop: () => loops().forEach((loop) => loop.stop()),
    };
}

/** Problems are those of this part of the component. */
function loopOf(
    {label}: DashComponent,
    sink: Sink,
    part: string,
    operation: string,
    errors: ErrorSources,
    isWanted: () => boolean = () => true,
): BatchLoop {
    return new BatchLoop({
        component: label,
        part,
        isWanted,
        receive: async (take) => {
            const receive = sink.open();
            const batch = take();
            if (batch) {
                await receive(batch);
            }
        },
        onProblem: (problem) => errors.set(part, operation, problem),
    });
}

const scriptsOf = (id: string | undefined): Sink => ({
    open:
        () =>
        ({items, ...info}) =>
            Promise.all([...(itemListeners(id) ?? [])].map((listener) => listener(items, info))),
});
