import {Place} from '../dash/renderer';
import {TwoWayProp, createTwoWayProp} from '../delivery/twoWayProp';
import {useKept} from './useKept';
import {Report} from './useReport';

/** A prop that both the app and the component write: a stable object. */
export function useTwoWay(component: string, place: () => Place, report: Report, prop: string): TwoWayProp {
    return useKept(`${component}.${prop}`, place().id, {place, report}, (shown) =>
        createTwoWayProp(
            prop,
            () => shown().place(),
            (props) => shown().report.write(props),
        ),
    );
}
