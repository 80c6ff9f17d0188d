import {useEffect} from 'react';
import {Reader, watchCommands} from '../delivery/commandReader';
import {DashNode, storedProps} from '../dash/renderer';

/**
 * Gives every value of a command prop to its reader: from Dash's store, where none is missed, and from the render, for
 * the value that the layout brought and for renderers whose store is unknown. `readers` must be a stable object.
 */
export function useCommands(
    node: () => DashNode,
    readers: {[prop: string]: Reader},
    values: {[prop: string]: unknown},
): void {
    useEffect(() => watchCommands(node, readers), [node, readers]);
    // After every render: a reader knows what it has read.
    useEffect(() => {
        const props = storedProps(node());
        Object.keys(readers).forEach((prop) => readers[prop](values[prop], props, true));
    });
}
