import {useLayoutEffect} from 'react';
import {Place} from '../delivery/renderer';
import {TwoWayProp, createTwoWayProp} from '../delivery/twoWayProp';
import {useKept} from './useKept';
import {Report} from './useReport';

/** The component of this id that is in the page now. */
interface Shown {
    place: () => Place;
    report: Report;
}

/** A prop that both the app and the component write: a stable object. */
export function useTwoWay(component: string, place: () => Place, report: Report, prop: string): TwoWayProp {
    const shown = {place, report};
    const {id} = place();
    const host = useKept(id === undefined ? undefined : `${component} ${id} ${prop}`, () => createTwoWayHost(prop, shown), () => undefined);
    useLayoutEffect(() => host.show(shown));
    return host.twoWay;
}

function createTwoWayHost(prop: string, first: Shown): {twoWay: TwoWayProp; show: (shown: Shown) => void} {
    let shown = first;
    return {
        twoWay: createTwoWayProp(
            prop,
            () => shown.place(),
            props => shown.report.write(props)
        ),
        show: next => {
            shown = next;
        },
    };
}
