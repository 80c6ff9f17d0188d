import {useLayoutEffect} from 'react';
import {createEventQueue} from '../delivery/eventQueue';
import {Place} from '../dash/renderer';
import {useKept} from './useKept';
import {Report} from './useReport';

/** Returns a stable function that reports events in one prop, each to be seen by the callbacks, in order. */
export function useEvents(
    component: string,
    place: () => Place,
    report: Report,
    prop: string,
): (event: object) => void {
    const queue = useKept(`${component}.${prop}`, place().id, {place, report}, (shown) =>
        createEventQueue(
            prop,
            () => shown().place(),
            (props) => shown().report.write(props),
            (message) => shown().report.warn(message),
        ),
    );
    useLayoutEffect(() => queue.restore());
    return queue.push;
}
