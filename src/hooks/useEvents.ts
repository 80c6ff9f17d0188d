import {useLayoutEffect} from 'react';
import {createEventQueue} from '../delivery/eventQueue';
import {Place} from '../delivery/renderer';
import {useKept} from './useKept';
import {Report} from './useReport';

/** The component of this id that is in the page now. */
interface Shown {
    place: () => Place;
    report: Report;
}

/** Returns a stable function that reports events in one prop, each to be seen by the callbacks, in order. */
export function useEvents(component: string, place: () => Place, report: Report, prop: string): (event: object) => void {
    const shown = {place, report};
    const {id} = place();
    const host = useKept(id === undefined ? undefined : `${component} ${id} ${prop}`, () => createEventHost(prop, shown), () => undefined);
    useLayoutEffect(() => host.show(shown));
    return host.push;
}

function createEventHost(prop: string, first: Shown): {push: (event: object) => void; show: (shown: Shown) => void} {
    let shown = first;
    const {push} = createEventQueue(
        prop,
        () => shown.place(),
        props => shown.report.write(props),
        message => shown.report.warn(message)
    );
    return {
        push,
        show: next => {
            shown = next;
        },
    };
}
