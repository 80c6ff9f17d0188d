import {useEffect} from 'react';
import {Reader, watchCommands} from '../delivery/commandReader';
import {Place, storedProps} from '../dash/renderer';

/**
 * Gives every value of a command prop to its reader: from Dash's store, where none is missed, and from the render, for
 * the value that the layout brought and for renderers whose store is unknown. `readers` must be a stable object.
 */
export function useCommands(
    place: () => Place,
    readers: {[prop: string]: Reader},
    values: {[prop: string]: unknown},
): void {
    useEffect(() => watchCommands(place, readers), [place, readers]);
    // After every render: a reader knows what it has read.
    useEffect(() => {
        const props = storedProps(place());
        Object.keys(readers).forEach((prop) => readers[prop](values[prop], props, true));
    });
}
