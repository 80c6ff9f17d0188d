import {useContext, useEffect, useLayoutEffect, useMemo, useRef} from 'react';
import type {Connection} from '../connection/connection';
import type {DashComponent, Rendered} from '../dash/component';
import {useDashNode} from '../dash/store';
import {readCommands} from '../delivery/commandReader';
import {type Host, findHost} from '../hosts/registry';
import {PageConnection} from './useConnection';

/** Connects a component to the host of its id, which `create` makes. `create` must be a stable function. */
export function useHost<Props extends {id?: unknown}>(
    name: string,
    create: (component: DashComponent, connection: Connection) => Host<Props>,
    props: Props,
): void {
    const connection = useContext(PageConnection);
    const node = useDashNode(props.id);
    const rendered = useRef<Rendered<Props>>({node, props});
    rendered.current = {node, props};
    const {id} = node;
    const {component, host, mount} = useMemo(
        () => findHost(name, id, rendered, (component) => create(component, connection)),
        [name, id, create, connection],
    );
    // No cleanup: React would call it also when a Suspense hides the component, which goes on working.
    useLayoutEffect(() => {
        component.show(rendered);
        host().restore?.();
    });
    useEffect(() => mount(rendered.current.props), [mount]);
    useEffect(() => {
        const {update, readers = {}} = host();
        update?.(props);
        readCommands(component, readers, props as {[prop: string]: unknown});
    });
}
