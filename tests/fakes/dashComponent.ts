import {DashComponent} from '../../src/dash/component';
import type {DashNode} from '../../src/dash/store';
import type {createDashStore} from './dashStore';

type Props = {[prop: string]: unknown};

/** What Dash's setProps does for a component, with what was written and what its dev tools show. */
export function recordSetProps(write: (props: Props) => void, errors: string[] = []) {
    const written: Props[] = [];
    const setProps = ({_dash_error, ...props}: {_dash_error?: Error}) => {
        if (_dash_error) {
            errors.push(_dash_error.message);
        }
        if (Object.keys(props).length) {
            written.push(props);
            write(props);
        }
    };
    return {setProps, written, errors};
}

/** A component in the page, without React. */
export function createComponent(name: string, node: DashNode, write: (props: Props) => void = () => undefined) {
    const {setProps, written, errors} = recordSetProps(write);
    const component = new DashComponent(name, node.id, {current: {node, props: {setProps}}});
    component.mount();
    return {component, written, errors};
}

/** The same in a layout. */
export function placeComponent(name: string, dash: ReturnType<typeof createDashStore>, id: string, props: Props = {}) {
    dash.writeProps(id, props);
    return createComponent(name, dash.node(id)(), dash.setProps(id));
}
