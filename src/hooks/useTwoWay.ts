import {DashNode} from '../dash/renderer';
import {TwoWayProp, createTwoWayProp} from '../delivery/twoWayProp';
import {useKept} from './useKept';
import {Report} from './useReport';

/** A prop that both the app and the component write: a stable object. */
export function useTwoWay(component: string, node: () => DashNode, report: Report, prop: string): TwoWayProp {
    return useKept(`${component}.${prop}`, node().id, {node, report}, (shown) =>
        createTwoWayProp(
            prop,
            () => shown().node(),
            (props) => shown().report.write(props),
        ),
    );
}
