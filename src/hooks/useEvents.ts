import {useLayoutEffect} from 'react';
import {createEventQueue} from '../delivery/eventQueue';
import {DashNode} from '../dash/renderer';
import {useKept} from './useKept';
import {Report} from './useReport';

/** Returns a stable function that reports events in one prop, each to be seen by the callbacks, in order. */
export function useEvents(
    component: string,
    node: () => DashNode,
    report: Report,
    prop: string,
): (event: object) => void {
    const queue = useKept(`${component}.${prop}`, node().id, {node, report}, (shown) =>
        createEventQueue(
            prop,
            () => shown().node(),
            (props) => shown().report.write(props),
            (message) => shown().report.warn(message),
        ),
    );
    useLayoutEffect(() => queue.restore());
    return queue.push;
}
